//! The person behind the browser: who they are, and where they are signed in.

use serde::{Deserialize, Serialize};

use crate::{DealerId, LoginId, PersonId, Timestamp, brand::Brand, member::Role};

/// Who is signed in, as the frame of every page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Which person.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Their dealer, if they are a member.
    pub dealer: Option<DealerId>,
    /// Their dealer's name, if they are a member.
    pub dealer_name: Option<String>,
    /// What they see.
    pub brand: Brand,
}

/// How pages look on a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device is set.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name in cookies and forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
    /// The one of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == text)
    }
    /// What CSS calls it: the schemes a page can be drawn in.
    pub fn schemes(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light | Self::Dark => self.as_str(),
        }
    }
}

/// One of a person's own sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Which.
    pub id: LoginId,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// From where: an address.
    pub address: String,
    /// With what: the browser, in words (`Chrome on Android`).
    pub browser: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What an invitation or reset link shows before it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// For whom: a mail address.
    pub email: String,
    /// The dealer's or the ISV's name.
    pub to: String,
    /// What they will be.
    pub role: Role,
    /// Whether it sets the first password (or resets a forgotten one).
    pub first: bool,
    /// Until when it can be used.
    pub expires: Timestamp,
}
