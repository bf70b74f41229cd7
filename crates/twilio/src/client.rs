//! One HTTP client, who signs in, and how an answer becomes a value or an [`Error`].

use std::{sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use url::Url;

use crate::{AccountSid, Error, Urls, wire::Fields};

/// Who signs in: an account and its token. Its `Debug` hides the token.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub account_sid: AccountSid,
    pub auth_token: SecretString,
}

/// The door. Cheap to clone; holds no credentials.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) urls: Arc<Urls>,
}

/// Makes ring the process's TLS provider. May be called any number of times.
pub fn install_crypto() {
    // An error means that a provider is already installed, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The one HTTP client of the process: 5 s to connect, 20 s in all, no redirects (a redirect could
/// carry the credentials elsewhere).
///
/// # Errors
/// When the system has no usable TLS roots, or no provider was installed with [`install_crypto`].
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    install_crypto();
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Forecourt/", env!("CARGO_PKG_VERSION")))
        .build()
}

impl Client {
    /// A client for these addresses; `http` comes from [`http_client`].
    pub fn new(http: reqwest::Client, urls: Urls) -> Self {
        Self {
            http,
            urls: Arc::new(urls),
        }
    }

    /// Where this client's calls go.
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        creds: &Credentials,
        url: Url,
        what: &'static str,
    ) -> Result<T, Error> {
        let request = || self.request(Method::GET, creds, url.clone());
        let answer = match request().send().await {
            // Nothing reached Twilio, and a GET changes nothing: one more try is free.
            Err(error) if error.is_connect() => request().send().await,
            answer => answer,
        };
        read(answer, &Method::GET, what).await
    }

    pub(crate) async fn post_form<T: DeserializeOwned>(
        &self,
        creds: &Credentials,
        url: Url,
        fields: &Fields,
        what: &'static str,
    ) -> Result<T, Error> {
        let request = self.request(Method::POST, creds, url).form(fields.as_pairs());
        read(request.send().await, &Method::POST, what).await
    }

    pub(crate) async fn post_json<T: DeserializeOwned>(
        &self,
        creds: &Credentials,
        url: Url,
        body: &(impl Serialize + Sync),
        what: &'static str,
    ) -> Result<T, Error> {
        let request = self.request(Method::POST, creds, url).json(body);
        read(request.send().await, &Method::POST, what).await
    }

    /// Deletes; what is already gone counts as deleted.
    pub(crate) async fn delete(&self, creds: &Credentials, url: Url) -> Result<(), Error> {
        let answer = self.request(Method::DELETE, creds, url).send().await;
        match checked(answer, &Method::DELETE).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn request(&self, method: Method, creds: &Credentials, url: Url) -> RequestBuilder {
        tracing::debug!(%method, host = url.host_str(), path = url.path(), "calling Twilio");
        self.http
            .request(method, url)
            .basic_auth(&creds.account_sid, Some(creds.auth_token.expose_secret()))
            .header(header::ACCEPT, "application/json")
    }
}

async fn read<T: DeserializeOwned>(
    answer: Result<Response, reqwest::Error>,
    method: &Method,
    what: &'static str,
) -> Result<T, Error> {
    let body = checked(answer, method).await?;
    serde_json::from_slice(&body).map_err(|source| Error::Decode {
        what,
        outcome_unknown: method == Method::POST,
        source: Some(source),
    })
}

/// The body of a 2xx answer; everything else is an error.
async fn checked(answer: Result<Response, reqwest::Error>, method: &Method) -> Result<Vec<u8>, Error> {
    let changes = method == Method::POST;
    let response = answer.map_err(|error| transport(error, changes))?;
    if !response.status().is_success() {
        return Err(refused(response, changes).await);
    }
    let body = response
        .bytes()
        .await
        .map_err(|error| transport(error, changes))?;
    Ok(Vec::from(body))
}

/// What an answer that is not a success says.
pub(crate) async fn refused(response: Response, changes: bool) -> Error {
    let status = response.status();
    let request_id =
        text_header(&response, "t-request-id").or_else(|| text_header(&response, "twilio-request-id"));
    let retry_after = text_header(&response, "retry-after").and_then(|text| wait_of(&text));
    // The refusal is known even when its text was cut off.
    let body = response.bytes().await.unwrap_or_default();
    let ErrorBody {
        code,
        message,
        more_info,
    } = ErrorBody::read(&body, status);
    Error::Api {
        status: status.as_u16(),
        code,
        message,
        more_info,
        request_id,
        retry_after,
        outcome_unknown: changes && status.is_server_error(),
    }
}

pub(crate) fn transport(error: reqwest::Error, changes: bool) -> Error {
    // Until the connection stands, nothing was sent; after that a POST may have arrived.
    let outcome_unknown = changes && !error.is_connect() && !error.is_builder();
    // The query of an address may hold phone numbers.
    Error::Transport {
        outcome_unknown,
        source: error.without_url(),
    }
}

pub(crate) fn text_header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// `Retry-After` in seconds. Its other form, a date, would need a clock and Twilio does not use it.
fn wait_of(text: &str) -> Option<Duration> {
    text.trim().parse().ok().map(Duration::from_secs)
}

/// Both shapes of Twilio's refusals: `{code, message, more_info, status}` and RFC 9457.
#[derive(Debug, Default)]
struct ErrorBody {
    code: Option<u32>,
    message: String,
    more_info: Option<String>,
}

#[derive(Deserialize)]
struct RawErrorBody {
    code: Option<serde_json::Value>,
    message: Option<String>,
    more_info: Option<String>,
    // RFC 9457:
    title: Option<String>,
    detail: Option<String>,
    r#type: Option<String>,
}

impl ErrorBody {
    fn read(body: &[u8], status: StatusCode) -> Self {
        let Ok(raw) = serde_json::from_slice::<RawErrorBody>(body) else {
            // HTML from a proxy, or nothing: only the status says anything.
            let message = status.canonical_reason().unwrap_or("unknown status").to_owned();
            return Self {
                message,
                ..Self::default()
            };
        };
        let code = raw.code.and_then(|code| match code {
            serde_json::Value::Number(number) => number.as_u64(),
            serde_json::Value::String(text) => text.parse().ok(),
            _ => None,
        });
        Self {
            code: code.and_then(|code| u32::try_from(code).ok()),
            message: raw
                .message
                .or(raw.detail)
                .or(raw.title)
                .or_else(|| status.canonical_reason().map(str::to_owned))
                .unwrap_or_default(),
            more_info: raw.more_info.or(raw.r#type).filter(|text| text != "about:blank"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_error(status: u16, body: &str) -> ErrorBody {
        ErrorBody::read(body.as_bytes(), StatusCode::from_u16(status).expect("status"))
    }

    #[test]
    fn the_classic_shape_is_read() {
        let error = read_error(
            400,
            r#"{"code":21211,"message":"Invalid 'To'","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#,
        );
        assert_eq!(error.code, Some(21_211));
        assert_eq!(error.message, "Invalid 'To'");
        assert_eq!(
            error.more_info.as_deref(),
            Some("https://www.twilio.com/docs/errors/21211")
        );
    }

    #[test]
    fn the_rfc_9457_shape_is_read() {
        let error = read_error(
            400,
            r#"{"type":"https://www.twilio.com/docs/api/errors/63100","title":"Invalid request","status":400,"code":"63100","detail":"profile.name is missing","instance":"/x","errors":[]}"#,
        );
        assert_eq!(error.code, Some(63_100));
        assert_eq!(error.message, "profile.name is missing");
        assert_eq!(
            error.more_info.as_deref(),
            Some("https://www.twilio.com/docs/api/errors/63100")
        );
    }

    #[test]
    fn a_page_or_nothing_leaves_the_status_to_speak() {
        for body in ["", "<html>Bad Gateway</html>", "null", "[]", "\u{1f4a5}"] {
            let error = read_error(502, body);
            assert_eq!(
                (error.code, error.message.as_str()),
                (None, "Bad Gateway"),
                "{body:?}"
            );
        }
    }

    #[test]
    fn an_impossible_code_is_no_code() {
        assert_eq!(
            read_error(400, r#"{"code":99999999999,"message":"x"}"#).code,
            None
        );
        assert_eq!(read_error(400, r#"{"code":-1,"message":"x"}"#).code, None);
        assert_eq!(read_error(400, r#"{"code":{},"message":"x"}"#).code, None);
    }

    #[test]
    fn retry_after_is_seconds() {
        assert_eq!(wait_of(" 30 "), Some(Duration::from_secs(30)));
        assert_eq!(wait_of("soon"), None);
        assert_eq!(wait_of("-1"), None);
    }

    #[test]
    fn nobody_reads_the_token_in_debug_output() {
        let creds = Credentials {
            account_sid: format!("AC{}", "1".repeat(32)).parse().expect("sid"),
            auth_token: SecretString::from("hunter2"),
        };
        assert!(!format!("{creds:?}").contains("hunter2"));
    }
}
