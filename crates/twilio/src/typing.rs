//! Typing indicators (`/v2/Indicators/Typing.json` on the messaging host).
//!
//! <https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource>

use serde::Deserialize;

use crate::{Client, Credentials, Error, MessageSid, urls::at, wire::Fields};

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    success: bool,
}

impl Client {
    /// Shows the customer that an answer is being written, for 25 seconds or until it arrives, and
    /// marks their message as read. Twilio has no other way to mark as read. `false`: it was not
    /// shown.
    pub async fn show_typing(&self, creds: &Credentials, message: &MessageSid) -> Result<bool, Error> {
        let url = at(&self.urls.messaging, &["v2", "Indicators", "Typing.json"]);
        let fields = Fields::new()
            .with("messageId", message.as_str())
            .with("channel", "whatsapp");
        let shown: Shown = self.post_form(creds, url, &fields, "typing indicator").await?;
        Ok(shown.success)
    }
}
