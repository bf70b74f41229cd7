//! People with a login.

use serde::{Deserialize, Serialize};

use crate::{PersonId, Timestamp};

/// What a person may do. Owners and agents belong to a dealer, admins and support to the ISV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything of a dealer.
    Owner,
    /// A dealer's inbox, contacts and templates.
    Agent,
    /// Everything of the ISV.
    Admin,
    /// The ISV, without billing and secrets, read-mostly.
    Support,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Agent, Self::Admin, Self::Support];

    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Support => "support",
        }
    }
    /// The role of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == text)
    }
    /// Whether the person is of the ISV.
    pub fn is_isv(self) -> bool {
        matches!(self, Self::Admin | Self::Support)
    }
    /// Where the person lands after signing in.
    pub fn home(self) -> &'static str {
        if self.is_isv() { "/admin" } else { "/" }
    }
}

/// A person as the team page lists them; also one that is invited and has not come yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Which person.
    pub id: PersonId,
    /// Their name; the mail address until they have given one.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// When they last did anything; `None` if they have not accepted the invitation.
    pub seen: Option<Timestamp>,
    /// Whether the invitation still waits.
    pub invited: bool,
    /// Whether it is the person who asks.
    pub is_me: bool,
}
