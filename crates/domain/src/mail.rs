//! Mails: rendered, stored, shown on the outbox page, and delivered where SMTP is configured.

use serde::{Deserialize, Serialize};

use crate::{MailId, Timestamp};

/// Where a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// Only shown here: no SMTP is configured.
    Kept,
    /// Waits for its delivery.
    Waiting,
    /// The mail server took it.
    Sent,
    /// The mail server refused it for good.
    Failed,
}

impl MailState {
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
    /// The state of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Kept, Self::Waiting, Self::Sent, Self::Failed]
            .into_iter()
            .find(|s| s.as_str() == text)
    }
}

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Which mail.
    pub id: MailId,
    /// When it was made.
    pub at: Timestamp,
    /// To whom: a mail address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The text, with links in full.
    pub body: String,
    /// Where it is.
    pub state: MailState,
    /// Why it failed, in the mail server's words.
    pub error: Option<String>,
    /// The dealer it concerns, by name.
    pub dealer_name: Option<String>,
}
