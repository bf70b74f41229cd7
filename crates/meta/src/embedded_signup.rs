//! What the popup of Embedded Signup tells the window that opened it.
//!
//! The popup posts JSON text to its opener. Other messages arrive on the same channel (Meta's SDK
//! talks to itself there), from other origins too: check [`origin_allowed`], then [`parse`].
//! (<https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/implementation>)

mod origin;
mod parse;

pub use origin::origin_allowed;
pub use parse::{ParseError, parse};
use serde_json::{Map, Value};

use crate::Id;

/// One message of the popup.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub event: Event,
    /// Everything in `data` that has no place in `event`, as Meta wrote it.
    pub extra: Map<String, Value>,
}

/// What happened in the popup. Ids are hints until Meta's webhook or Twilio confirms them.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// `FINISH`: done, with a number.
    Finish(Ids),
    /// `FINISH_ONLY_WABA`: done, without a number (Meta's own samples disagree about the id).
    FinishOnlyWaba(Ids),
    /// `FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING`: a number that stays in the WhatsApp Business app.
    FinishCoexistence(Ids),
    /// Any other `FINISH_…`.
    FinishOther { name: String, ids: Ids },
    /// `CANCEL`: left at this step (any text; absent when Meta does not say).
    Cancel { current_step: Option<String> },
    /// `CANCEL` with an error, or `ERROR`: the person reported what went wrong.
    Report(Report),
    /// An event that was not documented when this was written.
    Unknown { name: String },
}

/// The ids a finished signup may bring. None of them is certain to be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    pub waba_id: Option<Id>,
    /// The dealer's business portfolio.
    pub business_id: Option<Id>,
    pub phone_number_id: Option<Id>,
}

/// What Meta's error screen said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub error_message: Option<String>,
    /// `error_id` (older samples: `error_code`).
    pub error_id: Option<String>,
    pub session_id: Option<String>,
    /// Unix seconds, as text.
    pub timestamp: Option<String>,
}

impl Event {
    /// The ids, when this is one of the finishes.
    pub fn ids(&self) -> Option<&Ids> {
        match self {
            Self::Finish(ids)
            | Self::FinishOnlyWaba(ids)
            | Self::FinishCoexistence(ids)
            | Self::FinishOther { ids, .. } => Some(ids),
            Self::Cancel { .. } | Self::Report(_) | Self::Unknown { .. } => None,
        }
    }

    /// Meta's name for it.
    pub fn name(&self) -> &str {
        match self {
            Self::Finish(_) => "FINISH",
            Self::FinishOnlyWaba(_) => "FINISH_ONLY_WABA",
            Self::FinishCoexistence(_) => "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING",
            Self::FinishOther { name, .. } | Self::Unknown { name } => name,
            Self::Cancel { .. } => "CANCEL",
            Self::Report(_) => "ERROR",
        }
    }
}

#[cfg(test)]
mod tests;
