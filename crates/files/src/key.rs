/// A key that could lead out of its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a key: names of letters, digits, - and _ with slashes between them")]
pub struct NotAKey;

/// Passes names of letters, digits, `-` and `_` with slashes between them.
pub(crate) fn check(key: &str) -> Result<(), NotAKey> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if key.len() <= 300 && key.split('/').all(is_name) {
        Ok(())
    } else {
        Err(NotAKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stays_below_its_place() {
        assert_eq!(check("dealer-1/0199_a"), Ok(()));
        for key in [
            "", "/", "a/", "/a", "a//b", "../a", "a/../b", "a b", "a.b", "a\\b", "é",
        ] {
            assert_eq!(check(key), Err(NotAKey), "{key}");
        }
    }
}
