//! Who sends: a token signed with our key, for one push service and a short time. RFC 8292.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};

use crate::Key;

/// The value of `Authorization`. `audience` is the push service's origin, `expires` whole seconds since 1970 and at most
/// a day away, `subject` where its people find ours: `mailto:…` or `https://…`.
pub fn authorization(key: &Key, audience: &str, expires: i64, subject: &str) -> String {
    let signed = claims(audience, expires, subject);
    let signature: Signature = SigningKey::from(&key.0).sign(signed.as_bytes());
    format!(
        "vapid t={signed}.{}, k={}",
        URL_SAFE_NO_PAD.encode(signature.to_bytes()),
        URL_SAFE_NO_PAD.encode(key.public()),
    )
}

/// Header and claims, as they are signed.
fn claims(audience: &str, expires: i64, subject: &str) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let claims = format!(
        "{{\"aud\":{},\"exp\":{expires},\"sub\":{}}}",
        text(audience),
        text(subject)
    );
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    )
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier as _};

    use super::*;

    const AUDIENCE: &str = "https://push.example.net";
    const SUBJECT: &str = "mailto:push@example.com";

    /// Whether the token in a header is signed by the key beside it.
    fn verifies(header: &str) -> bool {
        let (token, key) = header
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .expect("the scheme");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let key = VerifyingKey::from_sec1_bytes(&bytes(key)).expect("a key");
        let signature = Signature::from_slice(&bytes(signature)).expect("a signature");
        key.verify(signed.as_bytes(), &signature).is_ok()
    }

    /// RFC 8292, 2.4.
    #[test]
    fn the_example_of_the_standard_says_and_proves_what_ours_does() {
        let example = "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAi\
                       OjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCG\
                       SK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxH\
                       F6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";
        assert!(verifies(example));
        let said = claims(AUDIENCE, 1_453_523_768, SUBJECT);
        assert!(example.contains(&said), "{said}");
    }

    #[test]
    fn ours_is_signed_by_the_key_beside_it_and_no_other() {
        let key = Key::from_bytes(&[7; 32]).expect("a key");
        let header = authorization(&key, AUDIENCE, 1_453_523_768, SUBJECT);
        assert!(verifies(&header));
        let other = URL_SAFE_NO_PAD.encode(Key::from_bytes(&[8; 32]).expect("a key").public());
        let (token, _) = header.split_once(", k=").expect("two parts");
        assert!(!verifies(&format!("{token}, k={other}")));
    }
}
