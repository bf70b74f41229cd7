//! A part of a file, as players of recordings and films ask for it (RFC 9110, section 14). One part; whoever asks for
//! several gets the whole.

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};

/// What is sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub bytes: Bytes,
    /// `Content-Range`, if it is not the whole.
    pub told: Option<String>,
}

/// The part that is asked for.
///
/// # Errors
/// The length of the file, when no byte of it is asked for.
pub fn of(asked: &HeaderMap, bytes: Bytes) -> Result<Part, usize> {
    let range = asked.get(header::RANGE).and_then(|range| range.to_str().ok());
    let length = bytes.len();
    // An answer to a condition would need a name for each state of the file; it has one state.
    let conditional = asked.contains_key(header::IF_RANGE);
    let Some((from, to)) = range
        .filter(|_| !conditional)
        .and_then(|range| read(range, length))
    else {
        return Ok(Part { bytes, told: None });
    };
    if from >= length || from > to {
        return Err(length);
    }
    let to = to.min(length - 1);
    Ok(Part {
        bytes: bytes.slice(from..=to),
        told: Some(format!("bytes {from}-{to}/{length}")),
    })
}

/// First and last byte; `None` for what is not one range of bytes.
fn read(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", last) => {
            let count: usize = last.parse().ok()?;
            // The last none of them: as impossible as one behind the end.
            let from = if count == 0 {
                length
            } else {
                length.saturating_sub(count)
            };
            Some((from, length.saturating_sub(1)))
        }
        (first, "") => Some((first.parse().ok()?, length.saturating_sub(1))),
        (first, last) => Some((first.parse().ok()?, last.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(range: &str) -> Result<(String, Option<String>), usize> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().expect("a header"));
        let part = of(&headers, Bytes::from_static(b"0123456789"))?;
        Ok((String::from_utf8_lossy(&part.bytes).into_owned(), part.told))
    }

    #[test]
    fn a_part_is_cut_as_it_is_asked_for() {
        for (range, bytes, told) in [
            ("bytes=0-1", "01", "bytes 0-1/10"),
            ("bytes=8-", "89", "bytes 8-9/10"),
            ("bytes=-3", "789", "bytes 7-9/10"),
            ("bytes=5-99", "56789", "bytes 5-9/10"),
            ("bytes=-99", "0123456789", "bytes 0-9/10"),
        ] {
            assert_eq!(part(range), Ok((bytes.into(), Some(told.into()))), "{range}");
        }
    }

    #[test]
    fn what_is_no_range_gets_the_whole_and_what_is_not_there_nothing() {
        for range in ["bytes=0-1,4-5", "lines=1-2", "bytes=x-", "bytes"] {
            assert_eq!(part(range), Ok(("0123456789".into(), None)), "{range}");
        }
        for range in ["bytes=10-", "bytes=-0", "bytes=5-4"] {
            assert_eq!(part(range), Err(10), "{range}");
        }
    }
}
