//! Lists that come in pages, in both of Twilio's styles.

use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::{Client, Credentials, Error};

/// A list longer than this many pages is a loop.
const MOST_PAGES: usize = 200;

/// A page knows its items and where the next one is.
pub(crate) trait Page: DeserializeOwned {
    type Item;
    const WHAT: &'static str;
    fn take(self) -> (Vec<Self::Item>, Option<String>);
}

/// `meta` of the newer interfaces.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Meta {
    pub(crate) next_page_url: Option<String>,
}

impl Client {
    /// Every item from `first` on, or at most `limit` of them. `base` is the configured address: a
    /// next page on any other host would be sent our credentials, so it is refused.
    pub(crate) async fn all<P: Page>(
        &self,
        creds: &Credentials,
        base: &Url,
        first: Url,
        limit: usize,
    ) -> Result<Vec<P::Item>, Error> {
        let mut items = Vec::new();
        let mut url = first;
        for _ in 0..MOST_PAGES {
            let (more, next) = self.one::<P>(creds, base, url).await?;
            items.extend(more);
            if items.len() >= limit {
                items.truncate(limit);
                return Ok(items);
            }
            let Some(next) = next else {
                return Ok(items);
            };
            url = next;
        }
        Err(unreadable(P::WHAT))
    }

    /// The items of one page, and where the next is.
    pub(crate) async fn one<P: Page>(
        &self,
        creds: &Credentials,
        base: &Url,
        url: Url,
    ) -> Result<(Vec<P::Item>, Option<Url>), Error> {
        let page: P = self.get(creds, url, P::WHAT).await?;
        let (items, next) = page.take();
        let next = next.filter(|next| !next.is_empty());
        let next = next.map(|next| follow(base, &next).ok_or(unreadable(P::WHAT)));
        Ok((items, next.transpose()?))
    }
}

fn unreadable(what: &'static str) -> Error {
    Error::Decode {
        what,
        outcome_unknown: false,
        source: None,
    }
}

/// The next page's address: absolute in the newer interfaces, relative in 2010-04-01.
fn follow(base: &Url, next: &str) -> Option<Url> {
    let url = if next.starts_with('/') && !next.starts_with("//") {
        // Twilio's relative addresses start at the host; ours may stand behind a path.
        let path = base.path().trim_end_matches('/');
        let own = next.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        base.join(&if own {
            next.to_owned()
        } else {
            format!("{path}{next}")
        })
        .ok()?
    } else {
        Url::parse(next).ok()?
    };
    (url.origin() == base.origin() && url.username().is_empty() && url.password().is_none()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(base: &str, next: &str) -> Option<String> {
        follow(&Url::parse(base).expect("base"), next).map(String::from)
    }

    #[test]
    fn a_relative_page_stays_on_the_host() {
        assert_eq!(
            next("https://api.twilio.com", "/2010-04-01/Accounts.json?Page=1").as_deref(),
            Some("https://api.twilio.com/2010-04-01/Accounts.json?Page=1")
        );
        assert_eq!(
            next("http://127.0.0.1:1/twilio/", "/2010-04-01/A.json?Page=1").as_deref(),
            Some("http://127.0.0.1:1/twilio/2010-04-01/A.json?Page=1")
        );
        assert_eq!(
            next("http://127.0.0.1:1/twilio", "/twilio/A.json").as_deref(),
            Some("http://127.0.0.1:1/twilio/A.json")
        );
    }

    #[test]
    fn an_absolute_page_must_have_the_same_origin() {
        let base = "https://messaging.twilio.com";
        let good = "https://messaging.twilio.com/v2/Channels/Senders?Page=1";
        assert_eq!(next(base, good).as_deref(), Some(good));
        for foreign in [
            "https://evil.example/v2/Channels/Senders",
            "http://messaging.twilio.com/v2/Channels/Senders",
            "https://messaging.twilio.com:444/v2",
            "https://messaging.twilio.com.evil.example/v2",
            "https://messaging.twilio.com@evil.example/v2",
            "https://user@messaging.twilio.com/v2",
            "//evil.example/v2",
            "/\\evil.example/v2",
            "v2/Channels",
            "javascript:alert(1)",
        ] {
            assert_eq!(next(base, foreign), None, "{foreign}");
        }
    }
}
