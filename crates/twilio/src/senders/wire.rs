//! The parts of a sender, as they travel in both directions.
//!
//! In a request a field that is `None` is left out and an empty text clears; in an answer a missing
//! field, `null` and an empty text all read as `None`.

use serde::{Deserialize, Serialize};

use crate::{
    SenderSid,
    wire::{blank_is_none, null_is_default, words},
};

words! {
    /// Where a sender stands. Twilio announces no change: it has to be fetched.
    SenderStatus {
        Creating = "CREATING",
        Online = "ONLINE",
        Offline = "OFFLINE",
        PendingVerification = "PENDING_VERIFICATION",
        Verifying = "VERIFYING",
        /// Online, with a change on its way.
        OnlineUpdating = "ONLINE:UPDATING",
        TwilioReview = "TWILIO_REVIEW",
        Draft = "DRAFT",
        Stubbed = "STUBBED",
    }
}

impl SenderStatus {
    /// Messages can be sent.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Online | Self::OnlineUpdating)
    }
}

words! {
    /// Where a new display name stands. `EXPIRED` follows 14 days after an approval that was not used.
    DisplayNameStatus {
        PendingReview = "PENDING_REVIEW",
        Approved = "APPROVED",
        Declined = "DECLINED",
        PinMismatch = "PIN_MISMATCH",
        RegistrationFailed = "REGISTRATION_FAILED",
        Expired = "EXPIRED",
        Completed = "COMPLETED",
    }
}

/// A sender as Twilio answers it. It names no account and no dates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sender {
    pub sid: SenderSid,
    pub status: SenderStatus,
    /// `whatsapp:+E164`.
    pub sender_id: String,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub friendly_name: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    pub configuration: Configuration,
    #[serde(default, deserialize_with = "null_is_default")]
    pub webhook: Webhook,
    #[serde(default, deserialize_with = "null_is_default")]
    pub profile: Profile,
    #[serde(default)]
    pub properties: Option<Properties>,
    /// Why it is offline; empty while there is no reason.
    #[serde(default, deserialize_with = "null_is_default")]
    pub offline_reasons: Vec<OfflineReason>,
    /// The name that Meta still has to approve.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub pending_display_name: Option<String>,
    #[serde(default)]
    pub pending_display_name_status: Option<DisplayNameStatus>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub pending_display_name_status_date: Option<String>,
    /// In the answer to an update: `updating`, `no_change`, `pending_review` or `error`.
    #[serde(default, deserialize_with = "blank_is_none")]
    pub display_name_status: Option<String>,
    #[serde(default, deserialize_with = "blank_is_none")]
    pub url: Option<String>,
}

/// How the number belongs to a WABA and proves itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Configuration {
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub waba_id: Option<String>,
    /// `sms` or `voice`.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub verification_method: Option<String>,
    /// The digits, in an update only. Answers never repeat them.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub verification_code: Option<String>,
    /// `AP…`, takes the verification call.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub voice_application_sid: Option<String>,
    /// `ISV` or `ISVSubAccount`.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub account_type: Option<String>,
}

/// Where Twilio reports the sender's messages. Methods are `POST` or `PUT`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Webhook {
    /// Inbound messages.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub callback_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub callback_method: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub fallback_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub fallback_method: Option<String>,
    /// Delivery of messages; the sender's own state is never reported.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub status_callback_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub status_callback_method: Option<String>,
}

/// What customers see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Required for WhatsApp; Meta's display-name rules apply and a change waits for its approval.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub banner_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub terms_of_service_url: Option<String>,
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub accent_color: Option<String>,
    /// One of Twilio's exact words, such as `Automotive`; anything else is refused with 63100.
    #[serde(deserialize_with = "blank_is_none", skip_serializing_if = "Option::is_none")]
    pub vertical: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub websites: Option<Vec<Website>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emails: Option<Vec<Email>>,
    /// RCS only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_numbers: Option<Vec<PhoneNumber>>,
}

/// A website with a label; plain texts are refused with 63100.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Website {
    pub website: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub label: String,
}

/// A mail address with a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    pub email: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub label: String,
}

/// A phone number with a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    pub phone_number: String,
    #[serde(default, deserialize_with = "null_is_default")]
    pub label: String,
}

/// How Meta rates the sender. Both are texts for people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Properties {
    /// `HIGH`, `MEDIUM`, `LOW`, `UNKNOWN`.
    #[serde(deserialize_with = "blank_is_none")]
    pub quality_rating: Option<String>,
    /// Such as `10K Customers/24hr`.
    #[serde(deserialize_with = "blank_is_none")]
    pub messaging_limit: Option<String>,
}

/// Why a sender is offline.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OfflineReason {
    /// An error code, here as a text. [`crate::look_up`] knows most of them.
    #[serde(deserialize_with = "null_is_default")]
    pub code: String,
    #[serde(deserialize_with = "null_is_default")]
    pub message: String,
    #[serde(deserialize_with = "blank_is_none")]
    pub more_info: Option<String>,
}
