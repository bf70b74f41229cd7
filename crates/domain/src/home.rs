//! A dealer's home page.

use serde::{Deserialize, Serialize};

use crate::{
    E164, IntegrationId, Problem, Timestamp,
    sender::{Health, HealthLevel},
    signup::OpenSignup,
};

/// One of the five things to do before the first buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// What to do.
    pub title: String,
    /// Why, or how it went.
    pub detail: String,
    /// Whether it is done.
    pub done: bool,
    /// Where to do it.
    pub href: String,
}

/// One connected number on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionCard {
    /// Which integration.
    pub id: IntegrationId,
    /// Its number.
    pub number: E164,
    /// As people write it.
    pub national: String,
    /// What buyers see.
    pub display_name: String,
    /// How it is doing.
    pub health: Health,
    /// When a buyer last wrote to it.
    pub last_inbound: Option<Timestamp>,
}

/// The home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// The dealer's name.
    pub dealer_name: String,
    /// The checklist: number chosen, Facebook finished, connected, test message, team invited.
    pub checklist: Vec<ChecklistItem>,
    /// The numbers.
    pub connections: Vec<ConnectionCard>,
    /// A session that can be resumed.
    pub open: Option<OpenSignup>,
    /// Why nobody can connect now, if so: the button is shown disabled with it.
    pub blocked: Option<Problem>,
    /// The server's clock.
    pub now: Timestamp,
}

impl Home {
    /// Whether there is a number that was not taken away.
    pub fn has_line(&self) -> bool {
        let is_line = |card: &ConnectionCard| card.health.level != HealthLevel::Disconnected;
        self.connections.iter().any(is_line)
    }
}
