//! What stands before each word of a dealer's.

use domain::DealerId;

/// What the words belong to: messages and contacts are searched apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    Messages,
    Contacts,
}

/// Seven letters or digits. Two dealers may have the same ones: it is what is read that it keeps small, the rows
/// themselves say whose they are.
pub(crate) fn mark(of: Of, dealer: &DealerId) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let kind = match of {
        Of::Messages => b'm',
        Of::Contacts => b'c',
    };
    // FNV-1a, 64 bits: the same for ever, on every machine.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in dealer.as_str().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let letter = |n: u32| {
        let index = usize::try_from(hash >> (64 - 5 * n) & 31).expect("five bits");
        char::from(LETTERS[index])
    };
    std::iter::once(char::from(kind))
        .chain((1..=6).map(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_short_and_its_dealers_own() {
        let marks = ["d1", "d2", "0192f0c1-7d5e-7b2a-8c1e-aa0000000001"].map(|id| {
            let dealer: DealerId = id.parse().unwrap();
            mark(Of::Messages, &dealer)
        });
        assert!(marks.iter().all(|mark| mark.len() == 7));
        assert!(marks[0] != marks[1] && marks[1] != marks[2]);
        let dealer = "d1".parse().unwrap();
        assert_eq!(mark(Of::Contacts, &dealer)[1..], marks[0][1..]);
        assert_ne!(mark(Of::Contacts, &dealer), marks[0]);
    }
}
