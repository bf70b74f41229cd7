//! One message: which way it went, what it is, how far it came.

mod outgoing;

use serde::{Deserialize, Serialize};

use crate::{AttachmentId, Lang, MessageId, Timestamp, say};

pub use outgoing::{Content, Fault, MOST_CAPTION, MOST_TEXT, Outgoing, length};

/// Declares an enum whose variants each have one stable name, in JSON and in the database.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// The name in JSON and the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
            /// From the name.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

names! {
    /// Which way.
    Direction {
        /// From the buyer.
        In = "in",
        /// To the buyer.
        Out = "out",
        /// To the dealer's own people. Never sent: the database refuses it a Twilio name.
        Note = "note",
    }
}

names! {
    /// Who wrote it.
    Origin {
        /// The buyer.
        Buyer = "buyer",
        /// Somebody of the dealer's.
        Person = "person",
        /// Forecourt itself: the answer outside opening hours.
        Machine = "machine",
    }
}

names! {
    /// What it is.
    Kind {
        /// Words.
        Text = "text",
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// A recording.
        Audio = "audio",
        /// A file.
        Document = "document",
        /// A sticker.
        Sticker = "sticker",
        /// A place.
        Location = "location",
        /// Business cards.
        Contacts = "contacts",
        /// A button of ours that was pressed, or a line of a list that was chosen.
        Answer = "answer",
        /// A template, rendered.
        Template = "template",
        /// Something newer than this program. What came is kept.
        Unknown = "unknown",
    }
}

impl Kind {
    /// What it is, for a message without words; `None` where the words are all there is.
    pub fn words(self, lang: Lang) -> Option<&'static str> {
        Some(match self {
            Self::Text | Self::Answer => return None,
            Self::Image => say::inbox::kind_image(lang),
            Self::Video => say::inbox::kind_video(lang),
            Self::Audio => say::inbox::kind_audio(lang),
            Self::Document => say::inbox::kind_document(lang),
            Self::Sticker => say::inbox::kind_sticker(lang),
            Self::Location => say::inbox::kind_location(lang),
            Self::Contacts => say::inbox::kind_contacts(lang),
            Self::Template => say::inbox::kind_template(lang),
            Self::Unknown => say::inbox::kind_unknown(lang),
        })
    }
}

/// How far a message of ours came. It only moves up: what comes late or twice changes nothing.
///
/// Source: Twilio, "Message status values"; WhatsApp leaves `delivered` out when a message is read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Stored here, waits for its turn.
    Waiting,
    /// Handed to Twilio, and nobody knows yet whether Twilio took it. Never sent again by itself.
    Unknown,
    /// Twilio has it.
    Queued,
    /// WhatsApp has it. One tick.
    Sent,
    /// It will not arrive. Kept only until a delivery is told after all.
    Failed,
    /// The buyer's phone has it. Two ticks.
    Delivered,
    /// The buyer has seen it. Two coloured ticks.
    Read,
}

impl Status {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Waiting, "waiting"),
        (Self::Unknown, "unknown"),
        (Self::Queued, "queued"),
        (Self::Sent, "sent"),
        (Self::Failed, "failed"),
        (Self::Delivered, "delivered"),
        (Self::Read, "read"),
    ];

    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(status, _)| *status == self);
        found.map_or("", |(_, word)| word)
    }

    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(status, _)| *status)
    }

    /// From Twilio's word; `None` for words that say nothing about how far it came.
    pub fn of_twilio(word: &str) -> Option<Self> {
        Some(match word {
            "accepted" | "scheduled" | "queued" | "sending" => Self::Queued,
            "sent" => Self::Sent,
            "delivered" | "partially_delivered" => Self::Delivered,
            "read" => Self::Read,
            "failed" | "undelivered" | "canceled" => Self::Failed,
            _ => return None,
        })
    }

    /// Where it stands after `news`: never lower than before. A failure stands until a delivery is told after all.
    #[must_use]
    pub fn after(self, news: Self) -> Self {
        self.max(news)
    }

    /// The names that `self` may replace, for the one statement that moves a status.
    pub fn below(self) -> impl Iterator<Item = &'static str> {
        Self::ALL
            .into_iter()
            .filter(move |(status, _)| *status < self)
            .map(|(_, word)| word)
    }
}

/// The words of a message as the list shows them: on one line, at most 140 characters.
pub fn one_line(body: &str) -> String {
    const MOST: usize = 140;
    let mut line = String::new();
    let mut length = 0;
    for word in body.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        line.extend(word.chars().take(MOST - length));
        length += word.chars().count();
        if length >= MOST {
            break;
        }
    }
    line
}

/// What a message brought besides words. Stored as JSON: fields are only ever added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Detail {
    /// A place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The words of the button that was pressed or the line that was chosen, and what we named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<(String, String)>,
    /// The message that this one answers, by Twilio's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replied_sid: Option<String>,
    /// Whether it was passed on from another chat.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forwarded: bool,
    /// The advertisement that led here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// The template it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<FromTemplate>,
    /// People named in a note, as ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Twilio's names of earlier tries of it that failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// Nothing is left of what it said: it was erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// What Twilio sent and this program has no word for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<(String, String)>,
}

/// A place. Degrees are kept as the text they came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: String,
    /// Degrees east.
    pub longitude: String,
    /// What it is called.
    #[serde(default)]
    pub label: String,
    /// Its street.
    #[serde(default)]
    pub address: String,
}

impl Location {
    /// Where a map shows it. Source: Google, "Maps URLs", search.
    pub fn map(&self) -> String {
        [
            "https://www.google.com/maps/search/?api=1&query=",
            &self.latitude,
            "%2C",
            &self.longitude,
        ]
        .concat()
    }
}

/// The advertisement that led a buyer here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// `ad` or `post`.
    pub source: String,
    /// Meta's id of it.
    pub source_id: String,
    /// Where it stands.
    pub url: String,
    /// Its headline.
    pub headline: String,
    /// Its text.
    pub body: String,
    /// Meta's id of the click.
    pub click: String,
}

/// Which template a message was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromTemplate {
    /// Twilio's name of it, `HX…`.
    pub content_sid: String,
    /// Its name.
    pub name: String,
    /// What stands for `{{1}}`, `{{2}}` …
    pub variables: Vec<(String, String)>,
    /// The words on its buttons.
    #[serde(default)]
    pub buttons: Vec<String>,
}

/// Where a picture, recording or document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentState {
    /// On its way from Twilio.
    Waiting,
    /// Here.
    Kept,
    /// Could not be fetched.
    Failed,
    /// Too large, or of a kind that is not kept.
    Refused,
    /// Erased.
    Erased,
}

impl AttachmentState {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Waiting, "waiting"),
        (Self::Kept, "kept"),
        (Self::Failed, "failed"),
        (Self::Refused, "refused"),
        (Self::Erased, "erased"),
    ];
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(state, _)| *state == self);
        found.map_or("", |(_, word)| word)
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(state, _)| *state)
    }
}

/// A picture, recording or document, as the pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Which: it is served at `/media/{id}`, and small pictures at `/media/{id}/small`.
    pub id: AttachmentId,
    /// `image/jpeg` …
    pub content_type: String,
    /// The file's name, where there is one.
    pub name: Option<String>,
    /// Bytes; 0 while it is not known.
    pub bytes: u64,
    /// Where it stands.
    pub state: AttachmentState,
    /// Of the small picture: pixels wide and high.
    pub small: Option<(u32, u32)>,
    /// Why it is not here, in words.
    pub trouble: Option<String>,
}

/// A message in the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// The client's name of it, so that the page finds the one it drew before the server answered.
    pub request_id: Option<String>,
    /// Which way.
    pub direction: Direction,
    /// Who wrote it.
    pub origin: Origin,
    /// The name of the person who wrote it.
    pub author: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub body: String,
    /// What else it brought.
    pub detail: Detail,
    /// The words of the message it answers, or what that is if it has none.
    pub quoted: Option<String>,
    /// Pictures, recordings, documents.
    pub attachments: Vec<AttachmentView>,
    /// How far it came; `None` for what came in and for notes.
    pub status: Option<Status>,
    /// Why it failed, who must act, in words.
    pub trouble: Option<MessageTrouble>,
    /// What Twilio asks for it, with its currency: `0.005 USD`. Known some time after it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// When it was written, as told by Twilio for what came in.
    pub at: Timestamp,
    /// The dealer's count of changes when it last changed.
    pub seq: i64,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageTrouble {
    /// What happened.
    pub what: String,
    /// Who must act, and what they do.
    pub act: String,
    /// Twilio's code.
    pub code: Option<u32>,
    /// Whether sending it again can help.
    pub retry: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_only_moves_up_and_a_failure_stands_until_a_delivery_is_told() {
        use Status::{Delivered, Failed, Queued, Read, Sent, Unknown};
        assert_eq!(Read.after(Sent), Read);
        assert_eq!(Queued.after(Read), Read);
        assert_eq!(Sent.after(Failed), Failed);
        assert_eq!(Failed.after(Sent), Failed);
        assert_eq!(Failed.after(Delivered), Delivered);
        assert_eq!(Delivered.after(Failed), Delivered);
        assert_eq!(Unknown.after(Queued), Queued);
        assert_eq!(Sent.below().collect::<Vec<_>>(), ["waiting", "unknown", "queued"]);
    }

    #[test]
    fn the_list_shows_the_beginning_on_one_line() {
        assert_eq!(one_line("  Is de Golf\n\n er nog?\t"), "Is de Golf er nog?");
        assert_eq!(one_line(""), "");
        assert_eq!(one_line(&"é".repeat(200)).chars().count(), 140);
        let words = one_line(&"auto ".repeat(100));
        assert!(
            words.chars().count() <= 140 && words.starts_with("auto auto"),
            "{words}"
        );
    }

    #[test]
    fn every_order_of_the_same_news_ends_alike() {
        let news = [Status::Queued, Status::Sent, Status::Delivered, Status::Read];
        for first in 0..4 {
            let end = (0..4).fold(Status::Waiting, |now, n| now.after(news[(first + n * 3) % 4]));
            assert_eq!(end, Status::Read);
        }
    }

    #[test]
    fn every_name_is_read_back() {
        for (status, word) in Status::ALL {
            assert_eq!((Status::parse(word), status.as_str()), (Some(status), word));
        }
        for (state, word) in AttachmentState::ALL {
            assert_eq!(
                (AttachmentState::parse(word), state.as_str()),
                (Some(state), word)
            );
        }
    }
}
