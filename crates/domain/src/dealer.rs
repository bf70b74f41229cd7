//! Dealers, as the ISV sees them.

use serde::{Deserialize, Serialize};

use crate::{
    DealerId, SignupId, Timestamp,
    home::ConnectionCard,
    member::Member,
    sender::HealthLevel,
    signup::{OpenSignup, Quota},
};

/// One dealer in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealerRow {
    /// Which.
    pub id: DealerId,
    /// Its name.
    pub name: String,
    /// Its first owner's mail address.
    pub owner: Option<String>,
    /// How its worst number is doing; `None` before the first.
    pub level: Option<HealthLevel>,
    /// Where it is, in words and without the level's name: *Left at the phone number*, *2 numbers*.
    pub words: String,
    /// When a buyer last wrote to it.
    pub last_inbound: Option<Timestamp>,
    /// When it was added.
    pub added: Timestamp,
    /// When anything last happened.
    pub seen: Option<Timestamp>,
}

/// A part of the list of dealers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealerList {
    /// The rows.
    pub page: crate::Page<DealerRow>,
    /// How many there are in all.
    pub total: u32,
    /// The ISV's quota.
    pub quota: Quota,
}

/// What an admin fills in to add a dealer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDealer {
    /// Its name, 2 to 64 characters.
    pub name: String,
    /// Its first owner's mail address; an invitation goes there.
    pub owner_email: String,
}

/// One thing that happened, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// Who: a mail address, *Meta*, *Twilio*, *Forecourt*, *signup link*.
    pub who: String,
    /// What, in words.
    pub words: String,
    /// A stable name such as `signup.cancelled`.
    pub what: String,
    /// How it went.
    pub tone: Tone,
    /// More, for the curious: ids, codes, the raw step.
    pub detail: Option<String>,
}

/// How a thing that happened is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Just so you know.
    Plain,
    /// Went well.
    Good,
    /// Someone may have to look.
    Warn,
    /// Went wrong.
    Bad,
}

/// One dealer, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealerStory {
    /// The row of the list.
    pub dealer: DealerRow,
    /// Its people.
    pub members: Vec<Member>,
    /// Its numbers.
    pub connections: Vec<ConnectionCard>,
    /// The session that is open, if one is.
    pub open: Option<OpenSignup>,
    /// Earlier sessions: id, when it began, where it ended in words.
    pub earlier: Vec<(SignupId, Timestamp, String)>,
    /// Its subaccount, `AC…`.
    pub subaccount: Option<String>,
    /// What happened, newest first.
    pub timeline: crate::Page<TimelineEntry>,
}
