//! What a finished signup leaves, and how it looks on `/api/integrations` and on the connection page.

use serde::{Deserialize, Serialize};

use crate::{
    E164, IntegrationId, NumberId, SignupId, Timestamp,
    number::NumberKind,
    sender::{Health, HealthLevel, SenderStatus},
};

/// `registeredVia` of everything that came through Meta's Embedded Signup with Twilio.
pub const REGISTERED_VIA: &str = "twilio_embedded_signup";

/// One integration as `GET /api/integrations` answers it. The field names are fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// Which.
    pub id: IntegrationId,
    /// How it is doing.
    pub status: HealthLevel,
    /// The connected number.
    pub phone_number: E164,
    /// Whose ids it carries.
    pub meta: IntegrationMeta,
}

/// The outside ids of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntegrationMeta {
    /// WhatsApp Business Account, digits.
    pub waba_id: String,
    /// The dealer's subaccount, `AC…`.
    pub twilio_subaccount_sid: String,
    /// The dealer's Meta business portfolio, digits.
    pub facebook_business_id: Option<String>,
    /// Twilio's sender, `XE…`.
    pub sender_id: String,
    /// [`REGISTERED_VIA`].
    pub registered_via: String,
    /// Meta's id of the number, if the popup gave one.
    pub phone_number_id: Option<String>,
    /// The Partner Solution that shared the WABA with Twilio.
    pub solution_id: Option<String>,
    /// The login configuration the popup ran with.
    pub config_id: Option<String>,
}

/// One webhook address as Twilio has it, against what we expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookCheck {
    /// Which: `inbound`, `status`.
    pub name: String,
    /// What we expect.
    pub expected: String,
    /// What Twilio has.
    pub actual: String,
    /// Whether they agree.
    pub ok: bool,
}

/// Everything the connection page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Which integration.
    pub id: IntegrationId,
    /// Its number.
    pub number: E164,
    /// As people write it.
    pub national: String,
    /// Our row of the number.
    pub number_id: NumberId,
    /// What kind of number.
    pub kind: NumberKind,
    /// What buyers see.
    pub display_name: String,
    /// How it is doing.
    pub health: Health,
    /// Twilio's status.
    pub sender_status: SenderStatus,
    /// Quality as Twilio tells it (`HIGH` …); not parsed.
    pub quality: Option<String>,
    /// Messaging limit as Twilio tells it (`10K Customers/24hr`); not parsed.
    pub messaging_limit: Option<String>,
    /// Webhooks against what we expect.
    pub webhooks: Vec<WebhookCheck>,
    /// The outside ids.
    pub meta: IntegrationMeta,
    /// When it was connected.
    pub connected_at: Timestamp,
    /// When it was disconnected, if it was.
    pub disconnected_at: Option<Timestamp>,
    /// The signup it came from.
    pub signup: SignupId,
    /// When the last buyer's message came.
    pub last_inbound: Option<Timestamp>,
    /// The test message: what was seen.
    pub test: TestMessage,
    /// `wa.me` address as a QR code, SVG text.
    pub qr_svg: String,
    /// What happened, newest first.
    pub events: Vec<crate::dealer::TimelineEntry>,
}

/// The test message each way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestMessage {
    /// When the dealer's own message came in.
    pub received: Option<Timestamp>,
    /// When our answer was delivered.
    pub answered: Option<Timestamp>,
    /// When the dealer chose to skip it.
    pub skipped: Option<Timestamp>,
}

/// How to disconnect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disconnect {
    /// Which integration.
    pub id: IntegrationId,
    /// The dealer's name, typed.
    pub confirmation: String,
    /// Give the bought number back to Twilio (it may be lost), or keep it.
    pub release_number: bool,
}
