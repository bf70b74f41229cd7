//! Whether the ISV itself can connect dealers: each prerequisite as a probe.

use serde::{Deserialize, Serialize};

/// What a probe found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// As it should be.
    Green,
    /// Stops dealers from connecting.
    Red,
    /// Cannot be tested from here; a person must look.
    Unknown,
}

/// One prerequisite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// A stable name, `twilio_account`.
    pub name: String,
    /// Under which heading: `Forecourt`, `Twilio`, `Meta`.
    pub group: String,
    /// What is asked for, in words.
    pub title: String,
    /// What was found.
    pub finding: Finding,
    /// What was seen.
    pub seen: String,
    /// What to do about it; empty when green.
    pub fix: String,
    /// The setting to change, if one.
    pub setting: Option<String>,
}
