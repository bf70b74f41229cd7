use std::fmt;

use p256::{PublicKey, SecretKey};
use zeroize::Zeroizing;

/// A private key on the curve P-256: ours, by which push services know us, or one for a single message.
#[derive(Clone)]
pub struct Key(pub(crate) SecretKey);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// The key that these 32 bytes are; nearly all are one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SecretKey::from_slice(bytes).ok().map(Self)
    }

    /// To be kept sealed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public half: a point of 65 bytes, uncompressed. What a browser takes as `applicationServerKey`.
    pub fn public(&self) -> Vec<u8> {
        written(&self.0.public_key())
    }
}

/// A point of 65 bytes, uncompressed.
pub(crate) fn written(key: &PublicKey) -> Vec<u8> {
    key.to_sec1_bytes().into()
}
