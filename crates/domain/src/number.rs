//! Numbers and their kinds.

use serde::{Deserialize, Serialize};

use crate::{E164, FieldError};

/// What a number can do decides how WhatsApp verifies it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberKind {
    /// Bought from Twilio, receives SMS: Twilio reads the code itself.
    #[default]
    SmsCapable,
    /// Bought from Twilio, calls only: Meta calls and speaks the code.
    VoiceOnly,
    /// The dealer's own: the dealer types the code.
    Byo,
}

impl NumberKind {
    /// Every kind, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::SmsCapable, Self::VoiceOnly, Self::Byo];

    /// The name in settings, JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SmsCapable => "sms_capable",
            Self::VoiceOnly => "voice_only",
            Self::Byo => "byo",
        }
    }
    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
    /// Whether we buy it from Twilio.
    pub fn is_bought(self) -> bool {
        self != Self::Byo
    }
}

/// How WhatsApp sends its six digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeBy {
    /// By text message.
    #[default]
    Sms,
    /// By a call that speaks them.
    Voice,
}

impl CodeBy {
    /// `sms` or `voice`, as Twilio's `verification_method`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Voice => "voice",
        }
    }
    /// The way of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Sms, Self::Voice]
            .into_iter()
            .find(|by| by.as_str() == text)
    }
}

/// What to search numbers by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberQuery {
    /// `sms_capable` or `voice_only`.
    pub kind: NumberKind,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// Digits the number should contain; empty for any.
    #[serde(default)]
    pub contains: String,
}

/// A number that can be bought now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberOffer {
    /// The number.
    pub number: E164,
    /// As people in its country write it.
    pub national: String,
    /// Town or region, where Twilio knows it.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Price a month in millionths of `currency`, where Twilio tells it.
    pub monthly_micros: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Whether Twilio wants an address or papers first (then it cannot be bought here).
    pub needs_papers: bool,
}

/// What line a number of one's own is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Gets the code by text message.
    Mobile,
    /// Gets the code by a call; a menu that answers ("IVR") makes that fail.
    Landline,
    /// Mobile or landline; the country's numbers do not tell.
    Either,
    /// Toll-free, premium, pager …: WhatsApp does not take it.
    Unsupported,
}

/// The answer to "can this number be connected?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberCheck {
    /// In E.164, as it was understood.
    pub number: E164,
    /// As people in its country write it.
    pub national: String,
    /// ISO 3166-1 alpha-2, if known.
    pub country: Option<String>,
    /// What line it is.
    pub line: Line,
    /// How the code would be sent.
    pub code_by: CodeBy,
    /// What to fix first; empty if it can be connected.
    pub problems: Vec<FieldError>,
    /// What to know before it is connected; none of it stops anybody.
    #[serde(default)]
    pub notes: Vec<String>,
}
