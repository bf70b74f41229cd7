//! Chance that can be repeated and stored: the n-th draw depends on the seed and on n alone.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    fn draw(&mut self) -> [u8; 32] {
        self.drawn += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed.to_le_bytes());
        hash.update(self.drawn.to_le_bytes());
        hash.finalize().into()
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        let bytes = self.draw();
        u64::from_le_bytes(bytes[..8].try_into().expect("eight of 32 bytes")) % end.max(1)
    }

    pub fn heads(&mut self) -> bool {
        self.below(2) == 0
    }

    /// 32 lower-case hexadecimal digits.
    pub fn hex32(&mut self) -> String {
        hex(&self.draw()[..16])
    }

    /// `AC`, `XE`, `PN` … and 32 hexadecimal digits.
    pub fn sid(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.hex32())
    }

    /// A Meta id: decimal digits, the first not zero.
    pub fn digits(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let from = u64::from(text.is_empty());
            let digit = u8::try_from(from + self.below(10 - from)).expect("one digit");
            text.push(char::from(b'0' + digit));
        }
        text
    }

    /// Six digits, as Meta sends them.
    pub fn code(&mut self) -> String {
        format!("{:06}", self.below(1_000_000))
    }
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A number that depends on nothing but its parts, for tables that are the same in every run.
pub fn fixed(seed: u64, parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    u64::from_le_bytes(bytes[..8].try_into().expect("eight of 32 bytes"))
}
