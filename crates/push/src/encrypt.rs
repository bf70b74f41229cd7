use aes_gcm::{Aes128Gcm, KeyInit as _, aead::Aead as _};
use hkdf::Hkdf;
use p256::PublicKey;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::key::{Key, written};

/// What a message may weigh before it is encrypted. Push services take 4096 bytes: RFC 8291, 4, less the header of 86,
/// the tag of 16 and the delimiter.
pub const MOST_BYTES: usize = 4096 - 86 - 16 - 1;
/// The size of the one record. RFC 8188, 2.1.
const RECORD: u32 = 4096;
/// *This is the last record.* RFC 8188, 2.
const LAST: u8 = 2;

/// What a browser hands in so that only it can read what it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    key: PublicKey,
    auth: [u8; 16],
}

impl Receiver {
    /// From `p256dh` (65 bytes) and `auth` (16 bytes) of the browser's subscription; `None` if they are not that.
    pub fn new(p256dh: &[u8], auth: &[u8]) -> Option<Self> {
        let uncompressed = p256dh.len() == 65;
        let key = PublicKey::from_sec1_bytes(p256dh).ok().filter(|_| uncompressed)?;
        let auth = auth.try_into().ok()?;
        Some(Self { key, auth })
    }
}

/// The body of a request to a push service: `aes128gcm` with everything but the receiver's key in front. RFC 8291.
/// Key and salt are for this message alone. `None` if it weighs more than [`MOST_BYTES`].
pub fn encrypt(to: &Receiver, once: &Key, salt: &[u8; 16], plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() > MOST_BYTES {
        return None;
    }
    let (ours, theirs) = (once.public(), written(&to.key));
    // RFC 8291, 3.4: both know this secret, and the push service lacks `auth`.
    let shared = once.0.diffie_hellman(&to.key);
    let about = [b"WebPush: info\0".as_slice(), &theirs, &ours].concat();
    let secret: Zeroizing<[u8; 32]> = drawn(&to.auth, shared.raw_secret_bytes(), &about);
    // RFC 8188, 2.2 and 2.3.
    let key: Zeroizing<[u8; 16]> = drawn(salt, &*secret, b"Content-Encoding: aes128gcm\0");
    let nonce: Zeroizing<[u8; 12]> = drawn(salt, &*secret, b"Content-Encoding: nonce\0");
    let record = Zeroizing::new([plain, &[LAST]].concat());
    let sealed = Aes128Gcm::new(&(*key).into())
        .encrypt(&(*nonce).into(), record.as_slice())
        .ok()?;
    let length = u8::try_from(ours.len()).ok()?;
    Some([salt, RECORD.to_be_bytes().as_slice(), &[length], &ours, &sealed].concat())
}

/// HKDF with SHA-256.
fn drawn<const N: usize>(salt: &[u8], secret: &[u8], about: &[u8]) -> Zeroizing<[u8; N]> {
    let mut drawn = Zeroizing::new([0; N]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(about, drawn.as_mut_slice())
        .expect("SHA-256 gives as many bytes");
    drawn
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    fn key(text: &str) -> Key {
        Key::from_bytes(&bytes(text).try_into().expect("32 bytes")).expect("a key")
    }

    /// RFC 8291, 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_to_the_byte() {
        let ours = key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let theirs = key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
        let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
        assert_eq!(theirs.public(), bytes(point));
        let to = Receiver::new(&bytes(point), &bytes("BTBZMqHH6r4Tts7J_aSIgg")).expect("a receiver");
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let body = encrypt(&to, &ours, &salt, b"When I grow up, I want to be a watermelon");
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
                        mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
                        pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(body, Some(bytes(expected)));
    }

    #[test]
    fn the_longest_message_just_fits_and_a_longer_one_does_not() {
        let ours = key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let to = Receiver::new(&ours.public(), &[1; 16]).expect("a receiver");
        let body = encrypt(&to, &ours, &[2; 16], &[b'x'; MOST_BYTES]).expect("it fits");
        assert_eq!(body.len(), 4096);
        assert_eq!(encrypt(&to, &ours, &[2; 16], &[b'x'; MOST_BYTES + 1]), None);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").public();
        let mut off_the_curve = good.clone();
        off_the_curve[64] ^= 1;
        assert!(Receiver::new(&off_the_curve, &[0; 16]).is_none());
        assert!(Receiver::new(&good[..33], &[0; 16]).is_none());
        assert!(Receiver::new(&good, &[0; 15]).is_none());
        assert!(Receiver::new(&[0], &[0; 16]).is_none(), "the point that is none");
    }
}
