//! WhatsApp senders (`/v2/Channels/Senders`, JSON, signed by the account that owns the sender).

mod wire;

use serde::{Deserialize, Serialize};
pub use wire::{
    Configuration, DisplayNameStatus, Email, OfflineReason, PhoneNumber, Profile, Properties, Sender,
    SenderStatus, Webhook, Website,
};

use crate::{
    Client, Credentials, Error, SenderSid,
    page::{Meta, Page},
    urls::at,
};

/// A number to register. `profile.name` is required for WhatsApp; `configuration.waba_id` for the
/// first sender of an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSender {
    /// `whatsapp:+E164`.
    pub sender_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
}

/// What to change about a sender; groups that are `None` stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderUpdate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Senders {
    senders: Vec<Sender>,
    #[serde(default)]
    meta: Meta,
}

impl Page for Senders {
    type Item = Sender;
    const WHAT: &'static str = "list of senders";
    fn take(self) -> (Vec<Sender>, Option<String>) {
        (self.senders, self.meta.next_page_url)
    }
}

impl Client {
    /// Registers a number with WhatsApp. Answers at once with `CREATING`; the rest is seen by
    /// fetching it, minutes apart. Meta allows 10 registrations of a number in 72 hours, so list
    /// first.
    pub async fn create_sender(&self, creds: &Credentials, sender: &NewSender) -> Result<Sender, Error> {
        self.post_json(creds, self.senders_url(), sender, "sender").await
    }

    /// One sender with its state, quality and reasons for being offline.
    pub async fn fetch_sender(&self, creds: &Credentials, sid: &SenderSid) -> Result<Sender, Error> {
        self.get(creds, self.sender_url(sid), "sender").await
    }

    /// Every WhatsApp sender of the account that signs in.
    pub async fn list_senders(&self, creds: &Credentials) -> Result<Vec<Sender>, Error> {
        let mut url = self.senders_url();
        // Without `Channel` Twilio answers 20001.
        url.query_pairs_mut()
            .append_pair("Channel", "whatsapp")
            .append_pair("PageSize", "1000");
        self.all::<Senders>(creds, &self.urls.messaging, url, usize::MAX)
            .await
    }

    /// Changes parts of a sender, or hands in its verification code.
    pub async fn update_sender(
        &self,
        creds: &Credentials,
        sid: &SenderSid,
        update: &SenderUpdate,
    ) -> Result<Sender, Error> {
        self.post_json(creds, self.sender_url(sid), update, "sender")
            .await
    }

    /// Deletes a sender. Already deleted is fine.
    pub async fn delete_sender(&self, creds: &Credentials, sid: &SenderSid) -> Result<(), Error> {
        self.delete(creds, self.sender_url(sid)).await
    }

    fn senders_url(&self) -> url::Url {
        at(&self.urls.messaging, &["v2", "Channels", "Senders"])
    }

    fn sender_url(&self, sid: &SenderSid) -> url::Url {
        at(&self.urls.messaging, &["v2", "Channels", "Senders", sid.as_str()])
    }
}
