//! A buyer, as one dealer knows them. There may be no phone number: WhatsApp lets people hide it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{ContactId, E164, Timestamp};

/// How WhatsApp names a person to a business: by phone number, or by a name that only this business' portfolio
/// knows (`NL.13491208655302741918`).
///
/// Source: Twilio, "WhatsApp key concepts", business-scoped user ids: two letters of a country, a dot and at most
/// 128 letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    /// A phone number.
    Phone(E164),
    /// A business-scoped name.
    Scoped(String),
}

/// A text that is neither `whatsapp:+…` nor `whatsapp:CC.…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnAddress;

impl fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a WhatsApp address")
    }
}
impl std::error::Error for NotAnAddress {}

impl Address {
    /// The phone number, where it is known.
    pub fn phone(&self) -> Option<&E164> {
        match self {
            Self::Phone(phone) => Some(phone),
            Self::Scoped(_) => None,
        }
    }

    /// As Twilio writes it: `whatsapp:+…`.
    pub fn whatsapp(&self) -> String {
        match self {
            Self::Phone(phone) => phone.whatsapp(),
            Self::Scoped(name) => format!("whatsapp:{name}"),
        }
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.strip_prefix("whatsapp:").unwrap_or(text);
        if text.starts_with('+') {
            return text.parse().map(Self::Phone).map_err(|_| NotAnAddress);
        }
        let (country, name) = text.split_once('.').ok_or(NotAnAddress)?;
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        let is_name = (1..=128).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        if is_country && is_name {
            Ok(Self::Scoped(text.to_owned()))
        } else {
            Err(NotAnAddress)
        }
    }
}
impl TryFrom<String> for Address {
    type Error = NotAnAddress;
    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        text.parse()
    }
}
impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.whatsapp()
    }
}

/// Whether a buyer agreed to be written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nobody asked.
    #[default]
    Unknown,
    /// Yes.
    Given,
    /// No.
    Refused,
}

impl Consent {
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Given => "given",
            Self::Refused => "refused",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Unknown, Self::Given, Self::Refused]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// A buyer, as the pages show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactView {
    /// Which.
    pub id: ContactId,
    /// What is known of them, in short: another number once any of it is another.
    pub known: u32,
    /// What the dealer calls them; what they call themselves where the dealer has not said; else their number.
    pub name: String,
    /// What they call themselves on WhatsApp. Untrusted.
    pub profile_name: Option<String>,
    /// What the dealer calls them.
    pub own_name: Option<String>,
    /// For people: `+31 6 12345678`. `None` when they hide it.
    pub phone: Option<String>,
    /// What the dealer wrote down about them.
    pub notes: String,
    /// Whether they agreed to be written to…
    pub consent: Consent,
    /// …since when…
    pub consent_at: Option<Timestamp>,
    /// …and how it is known.
    pub consent_how: Option<String>,
    /// Since when they do not want to be written to.
    pub stopped_at: Option<Timestamp>,
    /// The word they wrote; `None` where the dealer noted it for them.
    pub stopped_word: Option<String>,
    /// The first message.
    pub since: Timestamp,
}

/// A line of the list of buyers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// Which.
    pub id: ContactId,
    /// What they are called.
    pub name: String,
    /// For people; `None` when they hide it.
    pub phone: Option<String>,
    /// The first message.
    pub since: Timestamp,
    /// Whether they do not want to be written to.
    pub stopped: bool,
}

/// What a buyer and one number of the dealer say to each other, as the buyer's page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// Which.
    pub conversation: crate::ConversationId,
    /// With which number, for people.
    pub number: String,
    /// When the last message was.
    pub last_at: Timestamp,
    /// Its words, on one line.
    pub last: String,
}

/// A buyer's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPage {
    /// Who.
    pub contact: ContactView,
    /// What they said, one for each number.
    pub talks: Vec<Talk>,
    /// When everything about them was erased.
    pub erased_at: Option<Timestamp>,
    /// Whether the person who looks may erase.
    pub may_erase: bool,
}

/// The list of buyers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactList {
    /// The buyers.
    pub page: crate::Page<ContactRow>,
    /// After how many days messages are erased; `None` keeps them.
    pub keep_days: Option<u32>,
    /// Whether the person who looks may change that.
    pub may_set: bool,
}

/// The shortest and the longest time that messages are kept, in days, where they are erased at all.
pub const KEEP_DAYS: std::ops::RangeInclusive<u32> = 7..=3_650;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_phone_number_or_a_name_of_a_country() {
        let phone: Address = "whatsapp:+31612345678".parse().unwrap();
        assert_eq!(phone.phone().unwrap().as_str(), "+31612345678");
        let hidden: Address = "whatsapp:NL.1349abc".parse().unwrap();
        assert_eq!(hidden.phone(), None);
        assert_eq!(hidden.whatsapp(), "whatsapp:NL.1349abc");
    }

    #[test]
    fn nothing_else_is_an_address() {
        for text in ["", "whatsapp:", "NL.", "nl.12", "NLD.12", "NL.1 2", "whatsapp:+0"] {
            assert_eq!(text.parse::<Address>(), Err(NotAnAddress), "{text}");
        }
    }
}
