//! Messages (`/2010-04-01/Accounts/{sid}/Messages`).

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    AccountSid, Client, ContentSid, Credentials, Error, MessageSid,
    page::Page,
    urls::at_account,
    wire::{Fields, blank_is_none, null_is_default, words},
};

words! {
    /// Where a message stands.
    MessageStatus {
        Accepted = "accepted",
        Scheduled = "scheduled",
        Queued = "queued",
        Sending = "sending",
        Sent = "sent",
        Delivered = "delivered",
        PartiallyDelivered = "partially_delivered",
        Read = "read",
        Failed = "failed",
        Undelivered = "undelivered",
        Canceled = "canceled",
        Receiving = "receiving",
        Received = "received",
    }
}

/// A message to send: a free-form `body` inside the 24-hour window, or a template by `content_sid`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMessage {
    /// `whatsapp:+E164`, must belong to the account.
    pub from: String,
    /// `whatsapp:+E164`.
    pub to: String,
    /// At most 1600 characters.
    pub body: Option<String>,
    /// Where to report delivery; overrides the sender's own.
    pub status_callback: Option<String>,
    /// WhatsApp takes one.
    pub media_url: Vec<String>,
    pub content_sid: Option<ContentSid>,
    /// A JSON object as text, `{"1":"Jan"}`. Without it Twilio sends the template's sample values.
    pub content_variables: Option<String>,
    /// `geo:52.37,4.89|Showroom`: a place, with the words that stand below it.
    pub persistent_action: Vec<String>,
}

/// A message as Twilio keeps it. Counts and prices are texts, dates are RFC 2822.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub sid: MessageSid,
    pub account_sid: AccountSid,
    pub status: MessageStatus,
    /// `inbound`, `outbound-api`, `outbound-call` or `outbound-reply`.
    #[serde(default, deserialize_with = "null_is_default")]
    pub direction: String,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub from: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub to: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub body: String,
    #[serde(default)]
    pub error_code: Option<u32>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub error_message: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub messaging_service_sid: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub num_media: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub num_segments: String,
    /// Negative decimal text; absent until Twilio has rated the message.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub price: Option<String>,
    /// ISO 4217; may be there before the price.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub price_unit: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_created: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_sent: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub date_updated: Option<String>,
}

/// Which messages to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    pub to: Option<String>,
    pub from: Option<String>,
    /// On this day, `YYYY-MM-DD` in UTC.
    pub date_sent: Option<String>,
    /// From this day on, `YYYY-MM-DD` in UTC. Twilio takes no times of day.
    pub sent_after: Option<String>,
    /// Up to and with this day, `YYYY-MM-DD` in UTC.
    pub sent_before: Option<String>,
    /// At most this many; all of them without it.
    pub limit: Option<usize>,
}

/// Where the next page of messages is.
#[derive(Debug, Clone)]
pub struct NextMessages(Url);

#[derive(Deserialize)]
struct Messages {
    messages: Vec<Message>,
    next_page_uri: Option<String>,
}

impl Page for Messages {
    type Item = Message;
    const WHAT: &'static str = "list of messages";
    fn take(self) -> (Vec<Message>, Option<String>) {
        (self.messages, self.next_page_uri)
    }
}

impl Client {
    /// Hands a message to Twilio. After an unknown outcome never send again: look with
    /// [`Client::list_messages`], or wait for the status callback.
    pub async fn send_message(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        message: &NewMessage,
    ) -> Result<Message, Error> {
        let mut fields = Fields::new()
            .with("To", message.to.as_str())
            .with("From", message.from.as_str())
            .maybe("Body", message.body.as_deref())
            .maybe("StatusCallback", message.status_callback.as_deref())
            .maybe("ContentSid", message.content_sid.as_ref())
            .maybe("ContentVariables", message.content_variables.as_deref());
        for url in &message.media_url {
            fields = fields.with("MediaUrl", url.as_str());
        }
        for action in &message.persistent_action {
            fields = fields.with("PersistentAction", action.as_str());
        }
        let url = at_account(&self.urls, account, &["Messages.json"]);
        self.post_form(creds, url, &fields, "message").await
    }

    /// One message as it stands now.
    pub async fn fetch_message(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        sid: &MessageSid,
    ) -> Result<Message, Error> {
        let url = at_account(&self.urls, account, &["Messages", &format!("{sid}.json")]);
        self.get(creds, url, "message").await
    }

    /// Empties a message's text at Twilio. Its attachments stay: see [`Client::delete_media`].
    pub async fn redact_message(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        sid: &MessageSid,
    ) -> Result<Message, Error> {
        let url = at_account(&self.urls, account, &["Messages", &format!("{sid}.json")]);
        self.post_form(creds, url, &Fields::new().with("Body", ""), "message")
            .await
    }

    /// Deletes a message and its attachments at Twilio. Already deleted is fine; a message that is
    /// still under way is refused with 20009.
    pub async fn delete_message(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        sid: &MessageSid,
    ) -> Result<(), Error> {
        let url = at_account(&self.urls, account, &["Messages", &format!("{sid}.json")]);
        self.delete(creds, url).await
    }

    /// Messages of an account, newest first.
    pub async fn list_messages(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        filter: &MessageFilter,
    ) -> Result<Vec<Message>, Error> {
        let limit = filter.limit.unwrap_or(usize::MAX);
        let url = self.messages_url(account, filter);
        self.all::<Messages>(creds, &self.urls.api, url, limit).await
    }

    /// The same page by page, for lists of any length: at most `filter.limit` (up to 1,000) messages, and where the next are.
    pub async fn list_some_messages(
        &self,
        creds: &Credentials,
        account: &AccountSid,
        filter: &MessageFilter,
        next: Option<NextMessages>,
    ) -> Result<(Vec<Message>, Option<NextMessages>), Error> {
        let url = next.map_or_else(|| self.messages_url(account, filter), |next| next.0);
        let (messages, next) = self.one::<Messages>(creds, &self.urls.api, url).await?;
        Ok((messages, next.map(NextMessages)))
    }

    fn messages_url(&self, account: &AccountSid, filter: &MessageFilter) -> Url {
        let limit = filter.limit.unwrap_or(usize::MAX);
        let fields = Fields::new()
            .maybe("To", filter.to.as_deref())
            .maybe("From", filter.from.as_deref())
            .maybe("DateSent", filter.date_sent.as_deref())
            .maybe("DateSent>", filter.sent_after.as_deref())
            .maybe("DateSent<", filter.sent_before.as_deref())
            .with("PageSize", limit.clamp(1, 1000).to_string());
        let mut url = at_account(&self.urls, account, &["Messages.json"]);
        url.query_pairs_mut().extend_pairs(fields.as_pairs());
        url
    }
}
