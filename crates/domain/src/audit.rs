//! The audit log.

use serde::{Deserialize, Serialize};

use crate::{AuditId, DealerId, Timestamp};

/// One line: who did what to whom, when, from where. Never changed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Which line.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who: a mail address, `signup link`, or `Forecourt` for the machine itself.
    pub who: String,
    /// From where: an address; empty for the machine itself.
    pub from: String,
    /// What: a stable name such as `signup.started`.
    pub what: String,
    /// What, in words.
    pub words: String,
    /// Which dealer it concerns.
    pub dealer: Option<DealerId>,
    /// That dealer's name.
    pub dealer_name: Option<String>,
}
