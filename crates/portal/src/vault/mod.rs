//! Secrets at rest, and signatures on what leaves us and comes back.
//!
//! Every dealer has a data key of its own. It seals the dealer's secrets and is itself kept wrapped by the first of
//! the operator's keys (`FORECOURT_SECRET_KEYS`); every one of those keys unwraps. A sealed secret is bound to its
//! dealer and its name: moved to another row, it does not open. What is no dealer's is sealed by the operator's first key.

mod get;
mod own;
mod put;
mod rotate;
mod seal;
mod sign;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::SecretKey;

pub(crate) use get::find_in;
pub use get::{get, get_in};
pub(crate) use own::{find_own, own};
pub(crate) use put::forget_old;
pub use put::{forget, put};
pub use rotate::rotate;
pub use seal::DataKey;
pub use sign::TokenFault;

/// Holds the operator's keys. The first wraps and signs, all unwrap and verify.
#[derive(Debug)]
pub struct Vault {
    keys: Vec<SecretKey>,
}

impl Vault {
    /// A vault with these keys, the newest first.
    ///
    /// # Panics
    /// Without a key: the settings are checked before.
    pub fn new(keys: Vec<SecretKey>) -> Self {
        assert!(!keys.is_empty(), "the settings hold at least one secret key");
        Self { keys }
    }

    /// The name of the key that wraps and signs.
    pub fn key_id(&self) -> &str {
        &self.keys[0].id
    }

    fn key(&self, id: &str) -> Option<&SecretKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

/// A key for one purpose, drawn from a key of the operator's, so that no key serves two (RFC 5869).
fn sub_key(key: &SecretKey, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut sub = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key.bytes.as_slice())
        .expand(format!("forecourt v1 {purpose}").as_bytes(), sub.as_mut_slice())
        .expect("32 bytes can be drawn from SHA-256");
    sub
}
