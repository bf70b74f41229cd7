use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use domain::DealerId;
use store::secrets::{DataKey as Wrapped, Own};
use zeroize::Zeroizing;

use super::{Vault, sub_key};
use crate::{Chance, Error, Result};

/// First byte of everything sealed: how it was sealed. 1 is XChaCha20-Poly1305 with the nonce in front.
const VERSION: u8 = 1;
const NONCE: usize = 24;

/// What a dealer's secrets are sealed with.
pub struct DataKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}

impl Vault {
    /// A new data key for a dealer.
    pub fn new_data_key(&self, chance: &Chance) -> DataKey {
        DataKey(Zeroizing::new(chance.bytes()))
    }

    /// Wraps a data key with the first of the operator's keys.
    pub fn wrap(&self, chance: &Chance, dealer: &DealerId, key: &DataKey) -> Wrapped {
        let first = &self.keys[0];
        Wrapped {
            wrapped_by: first.id.clone(),
            wrapped: encrypt(
                chance,
                &sub_key(first, "wrap"),
                &about(&["data key", dealer.as_str(), &first.id]),
                key.0.as_slice(),
            ),
        }
    }

    /// Unwraps a dealer's data key with whichever of the operator's keys wraps it.
    ///
    /// # Errors
    /// [`Error::Internal`] if that key is not among ours, or the row was changed.
    pub fn unwrap(&self, dealer: &DealerId, wrapped: &Wrapped) -> Result<DataKey> {
        let Some(key) = self.key(&wrapped.wrapped_by) else {
            return Err(Error::Internal(format!(
                "the data key of dealer {dealer} is wrapped by key {:?}, which is not in FORECOURT_SECRET_KEYS",
                wrapped.wrapped_by
            )));
        };
        let about = about(&["data key", dealer.as_str(), &key.id]);
        decrypt(&sub_key(key, "wrap"), &about, &wrapped.wrapped)
            .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
            .map(|bytes| DataKey(Zeroizing::new(bytes)))
            .ok_or_else(|| Error::Internal(format!("the data key of dealer {dealer} does not open")))
    }

    /// Seals a secret for a dealer under a name.
    pub fn seal(
        &self,
        chance: &Chance,
        key: &DataKey,
        dealer: &DealerId,
        name: &str,
        secret: &[u8],
    ) -> Vec<u8> {
        encrypt(chance, &key.0, &about(&["secret", dealer.as_str(), name]), secret)
    }

    /// Opens what [`Vault::seal`] sealed for that dealer under that name.
    ///
    /// # Errors
    /// [`Error::Internal`] if it was sealed for another dealer or name, or was changed.
    pub fn open(
        &self,
        key: &DataKey,
        dealer: &DealerId,
        name: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        decrypt(&key.0, &about(&["secret", dealer.as_str(), name]), sealed)
            .ok_or_else(|| Error::Internal(format!("the secret {name:?} of dealer {dealer} does not open")))
    }

    /// Seals a secret that is no dealer's under a name, with the first of the operator's keys.
    pub fn seal_own(&self, chance: &Chance, name: &str, secret: &[u8]) -> Own {
        let first = &self.keys[0];
        let about = about(&["own secret", name, &first.id]);
        Own {
            sealed_by: first.id.clone(),
            sealed: encrypt(chance, &sub_key(first, "own"), &about, secret),
        }
    }

    /// Opens what [`Vault::seal_own`] sealed under that name, with whichever of the operator's keys it was.
    ///
    /// # Errors
    /// [`Error::Internal`] if that key is not among ours, or it was sealed under another name, or was changed.
    pub fn open_own(&self, name: &str, own: &Own) -> Result<Zeroizing<Vec<u8>>> {
        let by = &own.sealed_by;
        let Some(key) = self.key(by) else {
            return Err(Error::Internal(format!(
                "the secret {name:?} is sealed by key {by:?}, which is not in FORECOURT_SECRET_KEYS"
            )));
        };
        let about = about(&["own secret", name, &key.id]);
        decrypt(&sub_key(key, "own"), &about, &own.sealed)
            .ok_or_else(|| Error::Internal(format!("the secret {name:?} does not open")))
    }
}

/// The associated data: each part with its length in front, so that no two lists read alike.
fn about(parts: &[&str]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for part in parts {
        bytes.extend(u64::try_from(part.len()).expect("a length fits").to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

fn encrypt(chance: &Chance, key: &[u8; 32], about: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = chance.bytes();
    let payload = Payload {
        msg: plain,
        aad: about,
    };
    let sealed = XChaCha20Poly1305::new(&(*key).into())
        .encrypt(&XNonce::from(nonce), payload)
        .expect("a secret is shorter than 256 GB");
    [&[VERSION], nonce.as_slice(), sealed.as_slice()].concat()
}

fn decrypt(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (version, rest) = sealed.split_first()?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
    if *version != VERSION {
        return None;
    }
    let payload = Payload {
        msg: sealed,
        aad: about,
    };
    XChaCha20Poly1305::new(&(*key).into())
        .decrypt(&XNonce::from(*nonce), payload)
        .ok()
        .map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SecretKey;

    fn key(id: &str, byte: u8) -> SecretKey {
        SecretKey {
            id: id.into(),
            bytes: Zeroizing::new([byte; 32]),
        }
    }

    fn dealer(id: &str) -> DealerId {
        id.parse().unwrap()
    }

    #[test]
    fn what_is_sealed_for_one_dealer_and_name_opens_for_no_other() {
        let (vault, chance) = (Vault::new(vec![key("a", 1)]), Chance::seeded(1));
        let data = vault.new_data_key(&chance);
        let sealed = vault.seal(&chance, &data, &dealer("one"), "token", b"hush");

        assert_eq!(
            vault
                .open(&data, &dealer("one"), "token", &sealed)
                .unwrap()
                .as_slice(),
            b"hush"
        );
        assert!(vault.open(&data, &dealer("two"), "token", &sealed).is_err());
        assert!(vault.open(&data, &dealer("one"), "other", &sealed).is_err());
        assert!(
            vault
                .open(&vault.new_data_key(&chance), &dealer("one"), "token", &sealed)
                .is_err()
        );
    }

    #[test]
    fn no_byte_can_be_changed() {
        let (vault, chance) = (Vault::new(vec![key("a", 1)]), Chance::seeded(1));
        let data = vault.new_data_key(&chance);
        let sealed = vault.seal(&chance, &data, &dealer("one"), "token", b"hush");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(
                vault.open(&data, &dealer("one"), "token", &changed).is_err(),
                "byte {at}"
            );
        }
        assert!(vault.open(&data, &dealer("one"), "token", &[]).is_err());
    }

    #[test]
    fn a_key_further_down_the_list_still_unwraps() {
        let chance = Chance::seeded(1);
        let old = Vault::new(vec![key("old", 1)]);
        let data = old.new_data_key(&chance);
        let wrapped = old.wrap(&chance, &dealer("one"), &data);
        let both = Vault::new(vec![key("new", 2), key("old", 1)]);

        assert_eq!(*both.unwrap(&dealer("one"), &wrapped).unwrap().0, *data.0);
        assert!(both.unwrap(&dealer("two"), &wrapped).is_err());
        let without = Vault::new(vec![key("new", 2)]).unwrap(&dealer("one"), &wrapped);
        assert!(without.unwrap_err().to_string().contains("\"old\""));
    }

    #[test]
    fn what_is_no_dealers_opens_under_its_name_and_with_an_older_key() {
        let chance = Chance::seeded(1);
        let own = Vault::new(vec![key("old", 1)]).seal_own(&chance, "push", b"hush");
        let both = Vault::new(vec![key("new", 2), key("old", 1)]);
        assert_eq!(both.open_own("push", &own).unwrap().as_slice(), b"hush");
        assert!(both.open_own("other", &own).is_err());
        assert!(Vault::new(vec![key("new", 2)]).open_own("push", &own).is_err());
    }

    #[test]
    fn neither_vault_nor_keys_print_themselves() {
        let vault = Vault::new(vec![key("a", 7)]);
        let data = vault.new_data_key(&Chance::seeded(1));
        assert_eq!(
            format!("{vault:?} {data:?}"),
            "Vault { keys: [SecretKey(a)] } DataKey"
        );
    }
}
