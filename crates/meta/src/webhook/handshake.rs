//! Meta asks once whether the address is ours.

use subtle::ConstantTimeEq;

/// Answers `GET ?hub.mode&hub.verify_token&hub.challenge`: the text to send back, or `None` for 403.
///
/// An empty expected token never matches: an unset setting is not an open door.
pub fn handshake<'a>(
    mode: Option<&str>,
    verify_token: Option<&str>,
    challenge: Option<&'a str>,
    expected: &str,
) -> Option<&'a str> {
    let token = verify_token?;
    let same: bool = token.as_bytes().ct_eq(expected.as_bytes()).into();
    (same && !expected.is_empty() && mode == Some("subscribe")).then_some(challenge?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_token_gets_its_challenge_back() {
        let ask = |mode, token, challenge| handshake(mode, token, challenge, "s3cret");
        assert_eq!(
            ask(Some("subscribe"), Some("s3cret"), Some("1158201444")),
            Some("1158201444")
        );
        assert_eq!(ask(Some("subscribe"), Some("s3cre"), Some("1")), None);
        assert_eq!(ask(Some("subscribe"), Some(""), Some("1")), None);
        assert_eq!(ask(Some("subscribe"), None, Some("1")), None);
        assert_eq!(ask(Some("unsubscribe"), Some("s3cret"), Some("1")), None);
        assert_eq!(ask(None, Some("s3cret"), Some("1")), None);
        assert_eq!(ask(Some("subscribe"), Some("s3cret"), None), None);
    }

    #[test]
    fn an_unset_token_opens_nothing() {
        assert_eq!(handshake(Some("subscribe"), Some(""), Some("1"), ""), None);
    }
}
