use std::sync::{Arc, Mutex};

use domain::Timestamp;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// Where randomness comes from: the machine's, or a seed in tests so that snapshots stay the same.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance")
    }
}

impl Chance {
    /// Seeded by the operating system; a cryptographically strong generator.
    pub fn system() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// Always the same sequence. For tests only.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// That many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .expect("nobody panics while holding the generator")
            .fill_bytes(&mut bytes);
        bytes
    }

    /// A new id: UUID version 7 of `now`, so that ids sort by age.
    ///
    /// # Panics
    /// Never: a UUID has the shape of an id.
    pub fn id<I: TryFrom<String, Error = domain::NotAnId>>(&self, now: Timestamp) -> I {
        let millis = u64::try_from(now.0.max(0) / 1_000).expect("not negative");
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid();
        I::try_from(uuid.hyphenated().to_string()).expect("a UUID has the shape of an id")
    }

    /// 256 random bits as URL-safe text: for cookies, links and keys.
    pub fn token(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}
