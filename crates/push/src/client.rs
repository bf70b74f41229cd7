use std::{
    net::SocketAddr,
    sync::OnceLock,
    time::{Duration, UNIX_EPOCH},
};

use reqwest::{
    Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
};

use crate::{
    Key,
    endpoint::{Endpoint, Reach, may_go_to},
    vapid::authorization,
};

/// How long a token works. Seconds; a service may refuse more than a day (RFC 8292, 2), and clocks differ.
const TOKEN: i64 = 12 * 60 * 60;

/// Speaks to push services.
#[derive(Debug)]
pub struct Client {
    reach: Reach,
    http: OnceLock<reqwest::Client>,
}

/// One message for one browser.
#[derive(Debug)]
pub struct Delivery<'a> {
    /// Where to.
    pub endpoint: &'a Endpoint,
    /// From [`crate::encrypt`].
    pub body: Vec<u8>,
    /// Our key.
    pub key: &'a Key,
    /// Where the service's people find ours: `mailto:…` or `https://…`.
    pub subject: &'a str,
    /// A message of the same topic that was not delivered yet gives way to this one. At most 32 characters of
    /// base64url (RFC 8030, 5.4).
    pub topic: Option<&'a str>,
    /// How long the service keeps it for a browser that is off. Seconds.
    pub keep: u32,
    /// What time it is. Whole seconds since 1970.
    pub now: i64,
}

/// Why a message was not taken. No variant holds the address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The browser is not there any more: forget it.
    #[error("the push service does not know the browser any more ({0})")]
    Gone(u16),
    /// The service is busy or down: try again, not before this time.
    #[error("the push service asks for patience ({status})")]
    Wait {
        /// Its status.
        status: u16,
        /// For how long, if it says.
        after: Option<Duration>,
    },
    /// It will not be taken, however often it is sent.
    #[error("the push service refused the message ({0})")]
    Refused(u16),
    /// No answer came.
    #[error("no answer from the push service")]
    Transport(#[source] reqwest::Error),
}

impl Client {
    /// A client that goes no further than that.
    pub fn new(reach: Reach) -> Self {
        Self {
            reach,
            http: OnceLock::new(),
        }
    }

    /// How far it goes.
    pub fn reach(&self) -> Reach {
        self.reach
    }

    /// Hands a message to the push service. RFC 8030, 5.
    pub async fn send(&self, delivery: Delivery<'_>) -> Result<(), Error> {
        let to = delivery.endpoint;
        let token = authorization(delivery.key, &to.origin(), delivery.now + TOKEN, delivery.subject);
        let mut request = self
            .http()?
            .post(to.url())
            .header(header::AUTHORIZATION, token)
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header("ttl", delivery.keep)
            // Somebody waits: the phone may be woken.
            .header("urgency", "high")
            .body(delivery.body);
        if let Some(topic) = delivery.topic {
            request = request.header("topic", topic);
        }
        let answer = request
            .send()
            .await
            .map_err(|error| Error::Transport(error.without_url()))?;
        judge(&answer, delivery.now)
    }

    fn http(&self) -> Result<&reqwest::Client, Error> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        // An error means that a provider is already installed, which is what we want.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Names(self.reach))
            .build()
            .map_err(Error::Transport)?;
        Ok(self.http.get_or_init(|| http))
    }
}

/// What an answer means. RFC 8030, 5 and 7.3; 403 and 413 as RFC 8292 and 8030 have them.
fn judge(answer: &Response, now: i64) -> Result<(), Error> {
    let status = answer.status();
    let number = status.as_u16();
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(Error::Gone(number)),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Err(wait(answer, number, now)),
        _ if status.is_server_error() => Err(wait(answer, number, now)),
        _ => Err(Error::Refused(number)),
    }
}

fn wait(answer: &Response, status: u16, now: i64) -> Error {
    let text = answer.headers().get(header::RETRY_AFTER);
    let after = text
        .and_then(|text| text.to_str().ok())
        .and_then(|text| patience(text, now));
    Error::Wait { status, after }
}

/// `Retry-After`: seconds, or a date. RFC 9110, 10.2.3.
fn patience(text: &str, now: i64) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let at = i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    Some(Duration::from_secs(u64::try_from(at - now).unwrap_or_default()))
}

/// Finds what a name stands for, and keeps to itself what lies inside the house.
#[derive(Debug, Clone, Copy)]
struct Names(Reach);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|addr| may_go_to(addr.ip(), reach)).collect();
            if allowed.is_empty() {
                return Err("the name stands for no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_is_told_in_seconds_or_as_a_date() {
        assert_eq!(patience("120", 0), Some(Duration::from_mins(2)));
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(patience(date, 784_111_767), Some(Duration::from_secs(10)));
        assert_eq!(patience(date, 784_111_999), Some(Duration::ZERO));
        assert_eq!(patience("soon", 0), None);
    }

    #[tokio::test]
    async fn a_name_inside_the_house_is_not_found() {
        let name = || "localhost".parse().expect("a name");
        assert!(Names(Reach::Public).resolve(name()).await.is_err());
        assert!(Names(Reach::Loopback).resolve(name()).await.is_ok());
    }
}
