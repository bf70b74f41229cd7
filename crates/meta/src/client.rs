//! The Graph calls of the portal.

use std::{fmt, time::UNIX_EPOCH};

use reqwest::{RequestBuilder, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::Error;

/// The door to Graph. Cheap to clone; holds no secrets.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    graph_url: Url,
    graph_version: String,
}

/// A business integration system user's token, as a code is exchanged for it.
#[derive(Clone)]
pub struct AccessToken {
    pub access_token: SecretString,
    /// Seconds; absent for a token that does not end.
    pub expires_in: Option<u64>,
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// What Meta says about an app to someone who knows its secret.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct App {
    pub id: String,
    /// The name that dealers see in the popup.
    #[serde(default)]
    pub name: String,
}

/// What Meta tells an app about: one object's webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subscription {
    /// `whatsapp_business_account`.
    pub object: String,
    /// Where Meta delivers.
    #[serde(default)]
    pub callback_url: String,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A field of an object that is told about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// `account_update`.
    pub name: String,
}

/// A multi-partner solution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Solution {
    pub id: String,
    #[serde(default)]
    pub name: String,
    /// `ACTIVE` works; `DRAFT`, `INITIATED`, `PENDING`, `PENDING_DEACTIVATION`, `REJECTED`, `DEACTIVATED` do not.
    #[serde(default)]
    pub status: String,
}

#[derive(Deserialize)]
struct List<T> {
    data: Vec<T>,
}

#[derive(Deserialize)]
struct RawToken {
    access_token: String,
    expires_in: Option<u64>,
}

impl Client {
    /// A client for `graph_url` (`https://graph.facebook.com`) and `graph_version` (`v25.0`). `http`
    /// should follow no redirects: addresses hold secrets.
    pub fn new(http: reqwest::Client, graph_url: Url, graph_version: impl Into<String>) -> Self {
        Self {
            http,
            graph_url,
            graph_version: graph_version.into(),
        }
    }

    /// Exchanges the code of the popup for a token. A code lives 30 seconds and works once.
    pub async fn exchange_code(
        &self,
        app_id: &str,
        app_secret: &SecretString,
        code: &SecretString,
    ) -> Result<AccessToken, Error> {
        let url = self.at(&["oauth", "access_token"]);
        let request = self.http.get(url).query(&[
            ("client_id", app_id),
            ("client_secret", app_secret.expose_secret()),
            ("code", code.expose_secret()),
        ]);
        let token: RawToken = send(request, "access token").await?;
        Ok(AccessToken {
            access_token: token.access_token.into(),
            expires_in: token.expires_in,
        })
    }

    /// Asks Meta about the app itself: succeeds only when id and secret belong together, so it tells
    /// whether the configuration is right without changing anything.
    pub async fn app(&self, app_id: &str, app_secret: &SecretString) -> Result<App, Error> {
        let url = self.at(&[app_id]);
        let request = self.http.get(url).query(&[
            ("fields", "id,name"),
            ("access_token", &own_token(app_id, app_secret)),
        ]);
        send(request, "app").await
    }

    /// What Meta tells the app about, and where.
    pub async fn subscriptions(
        &self,
        app_id: &str,
        app_secret: &SecretString,
    ) -> Result<Vec<Subscription>, Error> {
        let url = self.at(&[app_id, "subscriptions"]);
        let token = own_token(app_id, app_secret);
        let request = self.http.get(url).query(&[("access_token", &token)]);
        let list: List<Subscription> = send(request, "list of subscriptions").await?;
        Ok(list.data)
    }

    /// The state of a solution that the app owns or is a partner of.
    pub async fn solution(
        &self,
        app_id: &str,
        app_secret: &SecretString,
        solution_id: &str,
    ) -> Result<Solution, Error> {
        let url = self.at(&[solution_id]);
        let request = self.http.get(url).query(&[
            ("fields", "id,name,status"),
            ("access_token", &own_token(app_id, app_secret)),
        ]);
        send(request, "solution").await
    }

    /// What time it is at Meta: whole seconds since 1970, from the `Date` of any answer. `None` if it has none.
    pub async fn time(&self) -> Result<Option<i64>, Error> {
        let answer = self.http.get(self.at(&[])).send().await.map_err(transport)?;
        let date = answer.headers().get(header::DATE);
        let date = date.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Ok(date
            .and_then(|date| date.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_secs()).ok()))
    }

    fn at(&self, segments: &[&str]) -> Url {
        let mut url = self.graph_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().push(&self.graph_version).extend(segments);
        }
        url
    }
}

/// The app's own token.
fn own_token(app_id: &str, app_secret: &SecretString) -> String {
    format!("{app_id}|{}", app_secret.expose_secret())
}

async fn send<T: DeserializeOwned>(request: RequestBuilder, what: &'static str) -> Result<T, Error> {
    let answer = request.send().await.map_err(transport)?;
    let status: StatusCode = answer.status();
    let body = match answer.bytes().await {
        Ok(body) => Vec::from(body),
        // The refusal is known even when its text was cut off.
        Err(_) if !status.is_success() => Vec::new(),
        Err(error) => return Err(transport(error)),
    };
    tracing::debug!(status = status.as_u16(), what, "asked Meta");
    if !status.is_success() {
        return Err(Error::refusal(status, &body));
    }
    serde_json::from_slice(&body).map_err(|source| Error::Decode { what, source })
}

fn transport(error: reqwest::Error) -> Error {
    let outcome_unknown = !error.is_connect() && !error.is_builder();
    // The address holds the secret.
    Error::Transport {
        outcome_unknown,
        source: error.without_url(),
    }
}
