//! Attachments of messages (`…/Messages/{sid}/Media`) and their bytes.
//!
//! The address of an attachment answers with a redirect to storage on another host. The credentials
//! go to Twilio's own interface and never to what it points at.

use std::time::Duration;

use reqwest::{Response, header};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    AccountSid, Client, Credentials, Error, MediaSid, MessageSid,
    client::{refused, text_header, transport},
    page::Page,
    urls::{at_account, is_below},
    wire::{blank_is_none, null_is_default},
};

/// More redirects than this are a loop.
const MOST_REDIRECTS: usize = 5;
/// A video on a slow line takes longer than a call.
const PATIENCE: Duration = Duration::from_mins(1);

/// An attachment as Twilio lists it. Dates are RFC 2822.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub sid: MediaSid,
    /// The message it belongs to.
    pub parent_sid: MessageSid,
    #[serde(default, deserialize_with = "null_is_default")]
    pub content_type: String,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_created: Option<String>,
}

/// An attachment's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// As the storage says, such as `image/jpeg`; empty when it does not. Untrusted.
    pub content_type: String,
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
struct MediaList {
    media_list: Vec<Media>,
    next_page_uri: Option<String>,
}

impl Page for MediaList {
    type Item = Media;
    const WHAT: &'static str = "list of media";
    fn take(self) -> (Vec<Media>, Option<String>) {
        (self.media_list, self.next_page_uri)
    }
}

impl Client {
    /// The attachments of a message.
    pub async fn list_media(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        message: &MessageSid,
    ) -> Result<Vec<Media>, Error> {
        let url = at_account(&self.urls, account, &["Messages", message.as_str(), "Media.json"]);
        self.all::<MediaList>(creds, &self.urls.api, url, usize::MAX)
            .await
    }

    /// Where an attachment's bytes are fetched; inbound messages bring this address with them.
    pub fn media_url(&self, account: &AccountSid, message: &MessageSid, media: &MediaSid) -> Url {
        at_account(
            &self.urls,
            account,
            &["Messages", message.as_str(), "Media", media.as_str()],
        )
    }

    /// The bytes at an attachment's address, at most `limit_bytes` of them.
    ///
    /// # Errors
    /// [`Error::Elsewhere`] when the address is not below the configured interface,
    /// [`Error::TooLarge`] when there is more than wanted, 404 when the attachment is gone.
    pub async fn fetch_media(
        &self,
        creds: &Credentials,
        url: &str,
        limit_bytes: u64,
    ) -> Result<Fetched, Error> {
        let mut url = Url::parse(url).map_err(|_| Error::Elsewhere)?;
        if !is_below(&self.urls.api, &url) {
            return Err(Error::Elsewhere);
        }
        for _ in 0..=MOST_REDIRECTS {
            let response = self.get_media(creds, &url).await?;
            if !response.status().is_redirection() {
                return read(response, limit_bytes).await;
            }
            let target = text_header(&response, "location").and_then(|target| url.join(&target).ok());
            // What came over TLS does not go on without it.
            url = target
                .filter(|target| target.scheme() == "https" || target.scheme() == self.urls.api.scheme())
                .ok_or(Error::Elsewhere)?;
        }
        Err(Error::Decode {
            what: "attachment",
            outcome_unknown: false,
            source: None,
        })
    }

    /// Deletes one attachment at Twilio. Already deleted is fine.
    pub async fn delete_media(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        message: &MessageSid,
        media: &MediaSid,
    ) -> Result<(), Error> {
        let file = format!("{media}.json");
        let url = at_account(
            &self.urls,
            account,
            &["Messages", message.as_str(), "Media", &file],
        );
        self.delete(creds, url).await
    }

    async fn get_media(&self, creds: &Credentials, url: &Url) -> Result<Response, Error> {
        let is_own = is_below(&self.urls.api, url);
        tracing::debug!(host = url.host_str(), is_own, "fetching an attachment");
        let mut request = self.http.get(url.clone()).timeout(PATIENCE);
        if is_own {
            request = request.basic_auth(&creds.account_sid, Some(creds.auth_token.expose_secret()));
        }
        request.send().await.map_err(|error| transport(error, false))
    }
}

async fn read(mut response: Response, limit: u64) -> Result<Fetched, Error> {
    if !response.status().is_success() {
        return Err(refused(response, false).await);
    }
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(Error::TooLarge { limit });
    }
    let content_type = text_header(&response, header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| transport(error, false))? {
        // What the length promised is not what counts.
        if (bytes.len() + chunk.len()) as u64 > limit {
            return Err(Error::TooLarge { limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched { content_type, bytes })
}
