//! What is found by its name from every page.

use serde::{Deserialize, Serialize};

/// Fewer letters find nothing: they would find everything.
pub const SHORTEST: usize = 2;

/// A dealer, buyer or conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its page.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub detail: String,
}
