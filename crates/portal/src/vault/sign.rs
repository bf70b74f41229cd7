use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Vault, sub_key};
use crate::SecretKey;

/// Why a token is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFault {
    /// It was ours, of this id, and its time is over.
    Expired(String),
    /// It is not ours, or was changed on its way.
    Forged,
}

impl Vault {
    /// HMAC-SHA-256 under a key for that purpose, drawn from the operator's first.
    pub fn sign(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        mac(&self.keys[0], purpose, bytes).finalize().into_bytes().into()
    }

    /// Whether one of the operator's keys signed it for that purpose. Takes as long for a right as for a wrong one.
    pub fn verify(&self, purpose: &str, bytes: &[u8], signature: &[u8]) -> bool {
        self.keys
            .iter()
            .any(|key| mac(key, purpose, bytes).verify_slice(signature).is_ok())
    }

    /// A token for a link: an id, until when it works, and a signature over both. Nothing in it is personal.
    pub fn seal_token(&self, purpose: &str, id: &str, expires: Timestamp) -> String {
        let body = format!("{id}|{}", expires.0);
        let signature = self.sign(purpose, body.as_bytes());
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(body),
            URL_SAFE_NO_PAD.encode(signature)
        )
    }

    /// The id in a token, if it is ours, made for that purpose, and its time is not over.
    pub fn read_token(&self, purpose: &str, token: &str, now: Timestamp) -> Result<String, TokenFault> {
        let (body, signature) = token.split_once('.').ok_or(TokenFault::Forged)?;
        let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| TokenFault::Forged)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| TokenFault::Forged)?;
        if !self.verify(purpose, &body, &signature) {
            return Err(TokenFault::Forged);
        }
        let body = String::from_utf8(body).map_err(|_| TokenFault::Forged)?;
        let (id, expires) = body.rsplit_once('|').ok_or(TokenFault::Forged)?;
        let expires: i64 = expires.parse().map_err(|_| TokenFault::Forged)?;
        if now < Timestamp(expires) {
            Ok(id.to_owned())
        } else {
            Err(TokenFault::Expired(id.to_owned()))
        }
    }
}

fn mac(key: &SecretKey, purpose: &str, bytes: &[u8]) -> Hmac<Sha256> {
    let key = sub_key(key, &format!("sign {purpose}"));
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes keys of any length");
    mac.update(bytes);
    mac
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn key(id: &str, byte: u8) -> SecretKey {
        SecretKey {
            id: id.into(),
            bytes: Zeroizing::new([byte; 32]),
        }
    }

    const EARLY: Timestamp = Timestamp(1_000);
    const LATE: Timestamp = Timestamp(2_000);

    #[test]
    fn a_token_gives_its_id_back_until_its_time_is_over() {
        let vault = Vault::new(vec![key("a", 1)]);
        let token = vault.seal_token("signup", "abc-1", LATE);
        assert_eq!(vault.read_token("signup", &token, EARLY), Ok("abc-1".into()));
        assert_eq!(
            vault.read_token("signup", &token, LATE),
            Err(TokenFault::Expired("abc-1".into()))
        );
    }

    #[test]
    fn a_token_for_one_purpose_is_forged_for_another() {
        let vault = Vault::new(vec![key("a", 1)]);
        let token = vault.seal_token("signup", "abc-1", LATE);
        assert_eq!(vault.read_token("hook", &token, EARLY), Err(TokenFault::Forged));
    }

    #[test]
    fn a_token_changed_anywhere_is_forged() {
        let vault = Vault::new(vec![key("a", 1)]);
        let token = vault.seal_token("signup", "abc-1", LATE);
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(
                vault.read_token("signup", &changed, EARLY),
                Err(TokenFault::Forged),
                "{changed}"
            );
        }
        for wrong in ["", ".", "a.b", "ÿ", token.trim_end_matches(|c| c != '.')] {
            assert_eq!(
                vault.read_token("signup", wrong, EARLY),
                Err(TokenFault::Forged),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_token_signed_by_an_older_key_still_reads() {
        let token = Vault::new(vec![key("old", 1)]).seal_token("signup", "abc-1", LATE);
        let both = Vault::new(vec![key("new", 2), key("old", 1)]);
        assert_eq!(both.read_token("signup", &token, EARLY), Ok("abc-1".into()));
        let without = Vault::new(vec![key("new", 2)]);
        assert_eq!(
            without.read_token("signup", &token, EARLY),
            Err(TokenFault::Forged)
        );
    }
}
