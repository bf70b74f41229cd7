//! The pieces of a tar archive (POSIX ustar): a header of 512 bytes, the file, and zeros up to the next 512.

use domain::Timestamp;

const BLOCK: usize = 512;

/// What stands before a file. Names are short and plain: at most 100 letters, digits, `-`, `.`, `_` and `/`.
pub(super) fn header(name: &str, bytes: usize, at: Timestamp) -> Vec<u8> {
    let mut block = vec![0_u8; BLOCK];
    let mut put = |from: usize, text: &str| block[from..from + text.len()].copy_from_slice(text.as_bytes());
    put(0, &name[..name.len().min(100)]);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{bytes:011o}\0"));
    put(136, &format!("{:011o}\0", at.as_seconds().max(0)));
    // The sum is made as if its own field were blanks.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\0");
    put(263, "00");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// What stands after a file.
pub(super) fn padding(bytes: usize) -> Vec<u8> {
    vec![0; bytes.next_multiple_of(BLOCK) - bytes]
}

/// What stands at the end.
pub(super) fn end() -> Vec<u8> {
    vec![0; 2 * BLOCK]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_as_posix_wants_it() {
        let header = header("export/contact.json", 1_000, Timestamp::from_seconds(0));
        assert_eq!(header.len(), 512);
        assert_eq!(&header[..19], b"export/contact.json");
        assert_eq!(&header[124..136], b"00000001750\0");
        assert_eq!(&header[257..265], b"ustar\x0000");
        let sum: u32 = header
            .iter()
            .enumerate()
            .map(|(at, byte)| {
                if (148..156).contains(&at) {
                    32
                } else {
                    u32::from(*byte)
                }
            })
            .sum();
        assert_eq!(&header[148..154], format!("{sum:06o}").as_bytes());
        assert_eq!(
            (padding(1_000).len(), padding(512).len(), padding(0).len()),
            (24, 0, 0)
        );
    }
}
