//! What Meta's webhook tells the app: the server's own truth about a signup and its later life.
//!
//! Meta repeats a notification for up to seven days, out of order, and may put several into one body.
//! (<https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>)

mod handshake;
mod parse;

pub use handshake::handshake;
pub use parse::parse;
use serde_json::Value;

use crate::Id;

/// One change out of one body.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// `entry.id`: for most fields the WABA, for `PARTNER_…` Meta's samples show the portfolio.
    pub entry_id: String,
    /// Unix seconds, when Meta says.
    pub time: Option<i64>,
    pub update: AccountUpdate,
}

/// What changed. Where an event is about a WABA, `waba_id` is `waba_info.waba_id`, or the entry when
/// the event has no `waba_info` and the field is documented to use the entry.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountUpdate {
    /// A dealer shared a WABA with the partner solution.
    PartnerAdded {
        waba_id: Id,
        owner_business_id: Option<Id>,
        /// Absent when the dealer connected without the solution: Twilio then cannot use the WABA.
        solution_id: Option<Id>,
    },
    /// A dealer took the WABA away from the partner.
    PartnerRemoved {
        waba_id: Id,
        owner_business_id: Option<Id>,
    },
    /// A dealer removed our app.
    PartnerAppUninstalled {
        waba_id: Id,
        owner_business_id: Option<Id>,
    },
    /// Meta banned, will ban or reinstated a WABA.
    DisabledUpdate {
        waba_id: Option<Id>,
        state: BanState,
        /// As Meta writes it: `April 17, 2025`.
        date: Option<String>,
    },
    /// The WABA is gone.
    AccountDeleted { waba_id: Option<Id> },
    /// A violation of Meta's policy.
    AccountViolation {
        waba_id: Option<Id>,
        /// Such as `SCAM`.
        violation: Option<String>,
    },
    /// What the WABA may not do for a while.
    AccountRestriction {
        waba_id: Option<Id>,
        restrictions: Vec<Restriction>,
    },
    /// `account_review_update`: `APPROVED`, `REJECTED`, `PENDING`, `DEFERRED`.
    AccountReview { waba_id: Option<Id>, decision: String },
    /// `business_capability_update`. A limit is text: Meta documents `TIER_…` and sends numbers.
    BusinessCapability {
        waba_id: Option<Id>,
        daily_conversations: Option<String>,
        /// Per portfolio or per WABA, whichever Meta sent.
        max_phone_numbers: Option<u64>,
    },
    /// `phone_number_quality_update`.
    PhoneNumberQuality {
        waba_id: Option<Id>,
        display_phone_number: String,
        /// `ONBOARDING`, `THROUGHPUT_UPGRADE` …
        event: String,
        daily_conversations: Option<String>,
    },
    /// `phone_number_name_update`.
    PhoneNumberName {
        waba_id: Option<Id>,
        display_phone_number: String,
        /// `APPROVED`, `DEFERRED`, `PENDING`, `REJECTED`.
        decision: String,
        requested_name: Option<String>,
        rejection_reason: Option<String>,
    },
    /// `partner_solutions`.
    PartnerSolution {
        /// `SOLUTION_CREATED`, `SOLUTION_UPDATED`.
        event: String,
        solution_id: Id,
        /// `ACTIVE`, `PENDING`, …; only `ACTIVE` works in the popup.
        status: Option<String>,
    },
    /// Anything else, and anything of the above without its necessary ids.
    Other { field: String, value: Value },
}

/// What Meta did to a WABA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BanState {
    Disable,
    ScheduleForDisable,
    Reinstate,
    Unknown(String),
}

/// One restriction of a WABA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Such as `RESTRICTED_BIZ_INITIATED_MESSAGING`.
    pub kind: String,
    /// As Meta writes it; absent when it has no end.
    pub expiration: Option<String>,
}

/// Why a body is not a notification. Answer 400: Meta sends it again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    #[error("the body is not a notification")]
    Json(#[from] serde_json::Error),
    /// Some other object of Meta's, such as a page.
    #[error("the notification is not about a WhatsApp business account")]
    NotWhatsApp,
}

#[cfg(test)]
mod tests;
