//! What the desk is made of besides conversations: views, labels, replies written once, what changed, what was found.

use serde::{Deserialize, Serialize};

use super::{ConversationRow, ConversationState};
use crate::{
    CannedId, ContactId, ConversationId, FilterId, LabelId, MessageId, NumberId, Page, PersonId, Timestamp,
    message::MessageView,
};

/// Which conversations are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The open ones.
    #[default]
    All,
    /// The open ones that are the asking person's.
    Mine,
    /// The open ones that are nobody's.
    Unassigned,
    /// The open ones with something nobody has looked at.
    Unread,
    /// Those that open again later.
    Snoozed,
    /// The finished ones.
    Resolved,
    /// Those with a note that names the asking person, in whatever state.
    Mentions,
}

impl View {
    /// Every view, in the order the desk shows them.
    pub const ALL: [Self; 7] = [
        Self::All,
        Self::Mine,
        Self::Unassigned,
        Self::Unread,
        Self::Mentions,
        Self::Snoozed,
        Self::Resolved,
    ];

    /// The name in JSON, in addresses and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Unassigned => "unassigned",
            Self::Unread => "unread",
            Self::Snoozed => "snoozed",
            Self::Resolved => "resolved",
            Self::Mentions => "mentions",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == word)
    }
}

/// Which conversations are listed: a view, perhaps narrowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// The view.
    pub view: View,
    /// Only with this label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelId>,
    /// Only with this number of the dealer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberId>,
}

impl Filter {
    /// Whether a line that changed belongs into a list that `me` looks at.
    pub fn keeps(&self, row: &ConversationRow, me: &PersonId) -> bool {
        let open = row.state == ConversationState::Open;
        let in_view = match self.view {
            View::All => open,
            View::Mine => open && row.assignee.as_ref() == Some(me),
            View::Unassigned => open && row.assignee.is_none(),
            View::Unread => open && row.unread > 0,
            View::Snoozed => row.state == ConversationState::Snoozed,
            View::Resolved => row.state == ConversationState::Resolved,
            View::Mentions => row.mention != Mention::None,
        };
        in_view
            && self.label.as_ref().is_none_or(|label| row.labels.contains(label))
            && self.number.as_ref().is_none_or(|number| *number == row.number)
    }
}

/// Whether a note in a conversation names the asking person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mention {
    /// None does.
    #[default]
    None,
    /// One does, and they have opened the conversation since.
    Seen,
    /// One does that they have not seen.
    New,
}

/// A filter that a person kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilter {
    /// Which.
    pub id: FilterId,
    /// Its name.
    pub name: String,
    /// What it lists.
    pub filter: Filter,
}

/// The colour of a label: a word of the style sheet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// No colour.
    #[default]
    Grey,
    /// Red.
    Red,
    /// Amber.
    Amber,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
}

impl Colour {
    /// Every colour.
    pub const ALL: [Self; 6] = [
        Self::Grey,
        Self::Red,
        Self::Amber,
        Self::Green,
        Self::Blue,
        Self::Violet,
    ];

    /// The name in JSON, in the database and in the style sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Violet => "violet",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.as_str() == word)
    }
}

/// A word that conversations are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Which.
    pub id: LabelId,
    /// The word.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// A reply that is written once and used often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canned {
    /// Which.
    pub id: CannedId,
    /// What is typed after `/`: letters, digits and `-`.
    pub short: String,
    /// Its words.
    pub text: String,
}

/// How many conversations the views hold; [`Counts::MOST`] stands for that many or more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Open.
    pub all: u32,
    /// Open and the asking person's.
    pub mine: u32,
    /// Open and nobody's.
    pub unassigned: u32,
    /// Open with something nobody has looked at.
    pub unread: u32,
    /// Opens again later.
    pub snoozed: u32,
    /// With a note that names the asking person and that they have not seen.
    pub mentions: u32,
}

impl Counts {
    /// Counting stops here: a page shows `99+`.
    pub const MOST: u32 = 100;

    /// Of a view; `None` where nothing is counted.
    pub fn of(&self, view: View) -> Option<u32> {
        Some(match view {
            View::All => self.all,
            View::Mine => self.mine,
            View::Unassigned => self.unassigned,
            View::Unread => self.unread,
            View::Snoozed => self.snoozed,
            View::Mentions => self.mentions,
            View::Resolved => return None,
        })
    }
}

/// Everything the desk needs to be drawn first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The list: whoever waits longest first.
    pub rows: Page<ConversationRow>,
    /// The dealer's count of changes that this shows: the live stream goes on after it.
    pub seq: i64,
    /// How many each view holds.
    pub counts: Counts,
    /// Whom a conversation can be given to, and whom a note can name.
    pub people: Vec<(PersonId, String)>,
    /// The dealer's labels.
    pub labels: Vec<Label>,
    /// The dealer's numbers, for people.
    pub numbers: Vec<(NumberId, String)>,
    /// The dealer's replies.
    pub canned: Vec<Canned>,
    /// The asking person's filters.
    pub filters: Vec<SavedFilter>,
    /// Who asks.
    pub me: PersonId,
    /// Whether they may change labels and replies.
    pub is_owner: bool,
    /// Whether it is known where the dealer is.
    #[serde(default)]
    pub has_place: bool,
    /// The server's time.
    pub now: Timestamp,
}

/// What a dealer's people sort conversations by and what they need not write twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// The dealer's labels, each with how many conversations carry it.
    pub labels: Vec<(Label, u32)>,
    /// The dealer's replies.
    pub canned: Vec<Canned>,
    /// The asking person's filters.
    pub filters: Vec<SavedFilter>,
    /// The dealer's numbers, for people.
    pub numbers: Vec<(NumberId, String)>,
    /// Where the dealer is, if that is known.
    pub place: Option<crate::message::Location>,
    /// Whether the asking person may change labels, replies and the place.
    pub is_owner: bool,
}

/// What changed in a dealer's inbox since a page last looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The count that this leads to: to be asked for next.
    pub seq: i64,
    /// Lines as they are now, whether or not the page's filter keeps them.
    pub rows: Vec<ConversationRow>,
    /// Messages, new or with a new status, in the order of their changes.
    pub messages: Vec<(ConversationId, MessageView)>,
    /// How many each view holds now.
    pub counts: Counts,
    /// Too much changed to be told: load again.
    pub reset: bool,
}

/// What somebody wants a conversation to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetState {
    /// Looked at again.
    Open,
    /// Finished until the buyer writes.
    Resolved,
    /// Away until then, or until the buyer writes.
    Snoozed {
        /// When it opens again.
        until: Timestamp,
    },
}

/// A note to the dealer's own people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNote {
    /// The client's name of it: the same form twice is one note.
    pub request_id: String,
    /// Its words.
    pub body: String,
    /// Whom it names.
    #[serde(default)]
    pub mentions: Vec<PersonId>,
}

/// A label to add, or to change where there is an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditLabel {
    /// Which; none for a new one.
    pub id: Option<LabelId>,
    /// The word.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// A reply to add, or to change where there is an id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditCanned {
    /// Which; none for a new one.
    pub id: Option<CannedId>,
    /// What is typed after `/`.
    pub short: String,
    /// Its words.
    pub text: String,
}

/// A conversation that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Which conversation.
    pub conversation: ConversationId,
    /// With whom.
    pub contact: ContactId,
    /// Their name, or their number.
    pub name: String,
    /// Which message; `None` if it is the contact that was found.
    pub message: Option<MessageId>,
    /// When it was written, or when the conversation last changed.
    pub at: Timestamp,
    /// The words around what was found, in pieces: text, and whether it is what was searched for.
    pub excerpt: Vec<(String, bool)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Direction, Kind};

    fn row() -> ConversationRow {
        ConversationRow {
            id: "c".parse().unwrap(),
            contact: "b".parse().unwrap(),
            number: "n1".parse().unwrap(),
            known: 0,
            name: String::new(),
            last: String::new(),
            last_kind: Kind::Text,
            last_direction: Direction::In,
            last_status: None,
            last_at: Timestamp(1),
            unread: 0,
            waiting_since: None,
            state: ConversationState::Open,
            snoozed_until: None,
            assignee: None,
            labels: vec!["hot".parse().unwrap()],
            mention: Mention::None,
            place: 0,
            seq: 1,
        }
    }

    fn kept(row: &ConversationRow) -> Vec<&'static str> {
        let me = "me".parse().unwrap();
        let of = |view| Filter {
            view,
            ..Filter::default()
        };
        let views = View::ALL.into_iter().filter(|view| of(*view).keeps(row, &me));
        views.map(View::as_str).collect()
    }

    #[test]
    fn a_line_stands_in_the_views_its_state_and_owner_say() {
        let new = row();
        assert_eq!(kept(&new), ["all", "unassigned"]);
        let unread = ConversationRow { unread: 1, ..row() };
        assert_eq!(kept(&unread), ["all", "unassigned", "unread"]);
        let mine = ConversationRow {
            assignee: Some("me".parse().unwrap()),
            ..row()
        };
        assert_eq!(kept(&mine), ["all", "mine"]);
        let named = ConversationRow {
            mention: Mention::Seen,
            state: ConversationState::Resolved,
            unread: 1,
            ..row()
        };
        assert_eq!(kept(&named), ["mentions", "resolved"]);
    }

    #[test]
    fn a_label_and_a_number_narrow_a_view() {
        let me = "me".parse().unwrap();
        for (label, number, keeps) in [
            (Some("hot"), None, true),
            (Some("cold"), None, false),
            (None, Some("n1"), true),
            (None, Some("n2"), false),
            (Some("hot"), Some("n2"), false),
        ] {
            let filter = Filter {
                view: View::All,
                label: label.map(|id| id.parse().unwrap()),
                number: number.map(|id| id.parse().unwrap()),
            };
            assert_eq!(filter.keeps(&row(), &me), keeps, "{label:?} {number:?}");
        }
    }

    #[test]
    fn every_name_is_read_back() {
        for view in View::ALL {
            assert_eq!(View::parse(view.as_str()), Some(view));
        }
        for colour in Colour::ALL {
            assert_eq!(Colour::parse(colour.as_str()), Some(colour));
        }
    }
}
