//! `X-Hub-Signature-256`: Meta signs the raw body of every webhook with the app secret.
//! (<https://developers.facebook.com/docs/graph-api/webhooks/getting-started>)

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The header with the signature.
pub const HEADER: &str = "x-hub-signature-256";

/// `sha256=` and the lowercase hexadecimal HMAC-SHA256 of the raw body.
pub fn sign(app_secret: &[u8], body: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(7 + 64);
    text.push_str("sha256=");
    for byte in code(app_secret, body) {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Does `header` sign exactly these bytes? Takes the same time for every wrong signature.
pub fn verify(app_secret: &[u8], body: &[u8], header: &str) -> bool {
    // The length is no secret; the digits are compared without stopping early.
    sign(app_secret, body)
        .as_bytes()
        .ct_eq(header.trim().as_bytes())
        .into()
}

fn code(app_secret: &[u8], body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret).expect("HMAC takes keys of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    // RFC 4231, test case 2.
    const KEY: &[u8] = b"Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";
    const SIGNATURE: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn the_vector_of_rfc_4231_is_reproduced() {
        assert_eq!(sign(KEY, BODY), SIGNATURE);
        assert!(verify(KEY, BODY, SIGNATURE));
    }

    #[test]
    fn anything_else_is_refused() {
        assert!(!verify(b"jefe", BODY, SIGNATURE));
        assert!(!verify(KEY, b"what do ya want for nothing", SIGNATURE));
        let sha1_style = SIGNATURE.replace("sha256", "sha1");
        for header in [
            "",
            "sha256=",
            &SIGNATURE[7..],
            &SIGNATURE[..70],
            &format!("{SIGNATURE}0"),
            &sha1_style,
            "é",
        ] {
            assert!(!verify(KEY, BODY, header), "{header:?}");
        }
    }

    proptest! {
        #[test]
        fn one_changed_byte_breaks_it(body in prop::collection::vec(any::<u8>(), 1..200), at in any::<prop::sample::Index>(), flip in 1u8..) {
            let signature = sign(KEY, &body);
            let mut changed = body.clone();
            changed[at.index(body.len())] ^= flip;
            prop_assert!(verify(KEY, &body, &signature));
            prop_assert!(!verify(KEY, &changed, &signature));
        }
    }
}
