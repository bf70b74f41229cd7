//! Where Twilio's interfaces live.

use url::Url;

/// The base addresses. The default is Twilio's own; tests and the demo give the simulator's.
/// A path in the base is kept and a slash at its end makes no difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// `https://api.twilio.com`: accounts, numbers, messages (2010-04-01).
    pub api: Url,
    /// `https://messaging.twilio.com`: senders (v2).
    pub messaging: Url,
    /// `https://content.twilio.com`: templates (v1).
    pub content: Url,
    /// `https://numbers.twilio.com`: regulatory bundles (v2).
    pub numbers: Url,
    /// `https://pricing.twilio.com`: prices (v1).
    pub pricing: Url,
}

impl Default for Urls {
    fn default() -> Self {
        let official = |host: &str| {
            Url::parse(&format!("https://{host}.twilio.com")).expect("Twilio's hosts are addresses")
        };
        Self {
            api: official("api"),
            messaging: official("messaging"),
            content: official("content"),
            numbers: official("numbers"),
            pricing: official("pricing"),
        }
    }
}

/// `base` followed by `segments`, each of them escaped so that it stays one segment.
pub(crate) fn at(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    url.set_query(None);
    url.set_fragment(None);
    // A base such as `mailto:` has no path; reqwest then refuses the address before it sends.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// `…/2010-04-01/Accounts/{account}/{segments}` on the `api` host.
pub(crate) fn at_account(urls: &Urls, account: &crate::AccountSid, segments: &[&str]) -> Url {
    let mut all = vec!["2010-04-01", "Accounts", account.as_str()];
    all.extend(segments);
    at(&urls.api, &all)
}

/// Whether `url` is part of the interface at `base`: the same origin, and below its path.
pub(crate) fn is_below(base: &Url, url: &Url) -> bool {
    let below = url
        .path()
        .strip_prefix(base.path().trim_end_matches('/'))
        .is_some_and(|rest| rest.starts_with('/'));
    below && url.origin() == base.origin() && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_of_the_base_makes_no_difference() {
        for base in ["http://127.0.0.1:4010", "http://127.0.0.1:4010/"] {
            let url = at(&Url::parse(base).expect("base"), &["v2", "Channels", "Senders"]);
            assert_eq!(url.as_str(), "http://127.0.0.1:4010/v2/Channels/Senders");
        }
        for base in ["http://127.0.0.1:4010/twilio", "http://127.0.0.1:4010/twilio/"] {
            let url = at(&Url::parse(base).expect("base"), &["v1"]);
            assert_eq!(url.as_str(), "http://127.0.0.1:4010/twilio/v1");
        }
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        let url = at(&Urls::default().pricing, &["v1", "NL/../../secret?x#y"]);
        assert_eq!(url.path(), "/v1/NL%2F..%2F..%2Fsecret%3Fx%23y");
        assert_eq!((url.query(), url.fragment()), (None, None));
    }

    #[test]
    fn the_default_is_twilio_over_https() {
        let urls = Urls::default();
        for url in [
            &urls.api,
            &urls.messaging,
            &urls.content,
            &urls.numbers,
            &urls.pricing,
        ] {
            assert_eq!(url.scheme(), "https");
            assert!(url.host_str().is_some_and(|host| host.ends_with(".twilio.com")));
        }
    }

    #[test]
    fn below_a_base_is_its_origin_and_its_path() {
        let parse = |text: &str| Url::parse(text).expect("url");
        for (base, inside) in [
            ("https://api.twilio.com", "https://api.twilio.com/2010-04-01/x"),
            ("https://api.twilio.com", "https://api.twilio.com:443/x"),
            (
                "http://127.0.0.1:4010/twilio/api",
                "http://127.0.0.1:4010/twilio/api/x",
            ),
        ] {
            assert!(is_below(&parse(base), &parse(inside)), "{inside}");
        }
        for (base, outside) in [
            ("https://api.twilio.com", "http://api.twilio.com/x"),
            ("https://api.twilio.com", "https://api.twilio.com.evil.example/x"),
            ("https://api.twilio.com", "https://api.twilio.com@evil.example/x"),
            ("https://api.twilio.com", "https://me:too@api.twilio.com/x"),
            ("https://api.twilio.com", "https://api.twilio.com:8443/x"),
            (
                "http://127.0.0.1:4010/twilio/api",
                "http://127.0.0.1:4010/twilio/apix/x",
            ),
            (
                "http://127.0.0.1:4010/twilio/api",
                "http://127.0.0.1:4010/storage/x",
            ),
        ] {
            assert!(!is_below(&parse(base), &parse(outside)), "{outside}");
        }
    }
}
