//! Keys with which other programs of a dealer read its integrations.

use serde::{Deserialize, Serialize};

use crate::{ApiKeyId, Timestamp};

/// The longest name. Characters.
pub const LONGEST_NAME: usize = 60;
/// How many keys a dealer may have at once.
pub const MOST: usize = 20;

/// A key that works. The key itself is told once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// What it is called: the program that has it.
    pub name: String,
    /// The mail address of whoever made it.
    pub made_by: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
}

/// A key that was just made: the one time that it is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApiKey {
    /// What it is called.
    pub name: String,
    /// The key itself.
    pub secret: String,
}

impl std::fmt::Debug for NewApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewApiKey({})", self.name)
    }
}
