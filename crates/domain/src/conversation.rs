//! What one buyer and one number of a dealer say to each other, as the list and the thread show it.

mod desk;
mod stats;

use serde::{Deserialize, Serialize};

pub use desk::*;
pub use stats::*;

use crate::{
    ContactId, ConversationId, LabelId, NumberId, PersonId, Span, Timestamp,
    message::{Direction, Kind, MessageView, Status},
    window::Window,
};

/// The longest note, in characters.
pub const MOST_NOTE: usize = 4_000;

/// Whether somebody has to look at it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// Yes.
    #[default]
    Open,
    /// Later. It opens again by itself, or when the buyer writes.
    Snoozed,
    /// No. It opens again when the buyer writes.
    Resolved,
}

impl ConversationState {
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Snoozed, Self::Resolved]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// Its place in the list, smallest first: whoever waits longest, then the others, the latest first.
pub fn place(waiting_since: Option<Timestamp>, last_at: Timestamp) -> i64 {
    // Far beyond any moment that is told in microseconds.
    const AFTER_ALL_WAITING: i64 = 1 << 62;
    waiting_since.map_or(AFTER_ALL_WAITING - last_at.0, |since| since.0)
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    /// Which.
    pub id: ConversationId,
    /// Who.
    pub contact: ContactId,
    /// With which of the dealer's numbers.
    pub number: NumberId,
    /// Their name, or their number.
    pub name: String,
    /// As in [`ContactView`](crate::contact::ContactView).
    pub known: u32,
    /// The last words, on one line.
    pub last: String,
    /// What the last message is…
    pub last_kind: Kind,
    /// …which way it went…
    pub last_direction: Direction,
    /// …and how far it came.
    pub last_status: Option<Status>,
    /// When it was.
    pub last_at: Timestamp,
    /// How many of the buyer's messages nobody has looked at.
    pub unread: u32,
    /// Since when the buyer waits for an answer.
    pub waiting_since: Option<Timestamp>,
    /// Whether somebody has to look at it.
    pub state: ConversationState,
    /// When it opens again.
    pub snoozed_until: Option<Timestamp>,
    /// Whose it is.
    pub assignee: Option<PersonId>,
    /// Its labels.
    pub labels: Vec<LabelId>,
    /// Whether a note names the asking person.
    pub mention: Mention,
    /// Its place in the list; see [`place`].
    pub place: i64,
    /// The dealer's count of changes when it last changed.
    pub seq: i64,
}

/// A conversation with its latest messages, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its line.
    pub row: ConversationRow,
    /// Who.
    pub contact: crate::contact::ContactView,
    /// The dealer's number it is with, for people.
    pub number: String,
    /// Whether free text may be sent.
    pub window: Window,
    /// The messages, oldest first.
    pub messages: Vec<MessageView>,
    /// What to ask for to get the messages before these; `None` at the start.
    pub earlier: Option<String>,
    /// What the person had begun to write.
    pub draft: String,
    /// How long the buyer waited for the first answer of a person here; `None` before it. Automatic answers do not count.
    #[serde(default)]
    pub first_reply: Option<Span>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_longest_comes_first_and_then_whoever_wrote_last() {
        let at = Timestamp::from_seconds;
        let mut list = [
            ("answered long ago", place(None, at(10))),
            ("waits since noon", place(Some(at(200)), at(900))),
            ("answered just now", place(None, at(950))),
            ("waits since morning", place(Some(at(100)), at(100))),
        ];
        list.sort_by_key(|(_, place)| *place);
        let names: Vec<_> = list.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            [
                "waits since morning",
                "waits since noon",
                "answered just now",
                "answered long ago"
            ]
        );
    }
}
