//! A number as registered with WhatsApp: Twilio's status, and what it means for people.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Twilio's status of a sender. Unknown values are kept as they came.
///
/// Source: Twilio Senders API v2, `status`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SenderStatus {
    /// Just asked for.
    Creating,
    /// Waits for the six digits.
    PendingVerification,
    /// The six digits are being checked (or fetched by Twilio itself).
    Verifying,
    /// Twilio looks at it by hand.
    TwilioReview,
    /// Messages flow.
    Online,
    /// Messages flow while a profile change is applied.
    OnlineUpdating,
    /// Messages do not flow; just after registering this can pass by itself.
    Offline,
    /// Twilio keeps it as a draft.
    Draft,
    /// Twilio's own bookkeeping.
    Stubbed,
    /// A value newer than this program.
    Other(String),
}

impl SenderStatus {
    /// Twilio's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Creating => "CREATING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Verifying => "VERIFYING",
            Self::TwilioReview => "TWILIO_REVIEW",
            Self::Online => "ONLINE",
            Self::OnlineUpdating => "ONLINE:UPDATING",
            Self::Offline => "OFFLINE",
            Self::Draft => "DRAFT",
            Self::Stubbed => "STUBBED",
            Self::Other(word) => word,
        }
    }
    /// Whether messages flow.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Online | Self::OnlineUpdating)
    }
}

impl From<String> for SenderStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "CREATING" => Self::Creating,
            "PENDING_VERIFICATION" => Self::PendingVerification,
            "VERIFYING" => Self::Verifying,
            "TWILIO_REVIEW" => Self::TwilioReview,
            "ONLINE" => Self::Online,
            "ONLINE:UPDATING" => Self::OnlineUpdating,
            "OFFLINE" => Self::Offline,
            "DRAFT" => Self::Draft,
            "STUBBED" => Self::Stubbed,
            _ => Self::Other(word),
        }
    }
}
impl From<SenderStatus> for String {
    fn from(status: SenderStatus) -> Self {
        status.as_str().to_owned()
    }
}

/// How a connected number is doing. Never a bare red dot: the words come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    /// Messages flow.
    Connected,
    /// On its way; normal.
    InReview,
    /// Someone must do something.
    ActionNeeded,
    /// Meta has paused or banned it.
    Paused,
    /// Taken away, by the dealer or by us.
    Disconnected,
}

impl HealthLevel {
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::InReview => "in_review",
            Self::ActionNeeded => "action_needed",
            Self::Paused => "paused",
            Self::Disconnected => "disconnected",
        }
    }
}

/// Health in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Which of the five.
    pub level: HealthLevel,
    /// What happened and what it means: *In review, normal, up to 24 h*.
    pub words: String,
    /// Who must act, and what they do; empty if nobody has to.
    pub act: String,
    /// Twilio's or Meta's code behind it, if any.
    pub code: Option<u32>,
    /// When we last asked Twilio.
    pub checked: Option<Timestamp>,
}
