//! What a person hands in to be sent, and what can be said about it before anybody is asked.

use serde::{Deserialize, Serialize};

use super::Location;
use crate::{AttachmentId, ConversationId, Lang, TemplateId, say::sending as words};

/// The longest text. Source: Twilio, "Messages resource", `Body`.
pub const MOST_TEXT: usize = 1600;
/// The longest line below a picture. Source: WhatsApp Cloud API, "media messages", `caption`.
pub const MOST_CAPTION: usize = 1024;
/// The longest name a client may give to a message.
const MOST_REQUEST_ID: usize = 64;

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// To whom, and from which number.
    pub conversation: ConversationId,
    /// The client's name of it, 1 to 64 letters, digits, `-` or `_`: handed in twice it is sent once.
    pub request_id: String,
    /// What it says.
    pub content: Content,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text {
        /// The words.
        body: String,
    },
    /// A picture, recording or document that was uploaded before.
    Media {
        /// Which.
        attachment: AttachmentId,
        /// The line below it; may be empty.
        caption: String,
    },
    /// A place.
    Location(Location),
    /// An approved template.
    Template {
        /// Which.
        template: TemplateId,
        /// What stands for `{{1}}`, `{{2}}` …
        variables: Vec<(String, String)>,
    },
}

/// Why a message cannot be sent, whoever it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It says nothing.
    Empty,
    /// It is so long, and may be that long.
    TooLong(usize, usize),
    /// No degrees of a place on Earth.
    NotAPlace,
}

impl Fault {
    /// In words.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Self::Empty => words::empty(lang).to_owned(),
            Self::TooLong(length, most) => words::too_long(lang, length, most),
            Self::NotAPlace => words::not_a_place(lang).to_owned(),
        }
    }
}

/// How long a text is: in UTF-16 units, as browsers count and as WhatsApp's own limits do. An emoji is two.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

impl Outgoing {
    /// Whether the client's name has the shape of one.
    pub fn has_name(&self) -> bool {
        (1..=MOST_REQUEST_ID).contains(&self.request_id.len())
            && self
                .request_id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    }
}

impl Content {
    /// Whether it may only be sent within a day of the buyer's last message.
    pub fn needs_window(&self) -> bool {
        !matches!(self, Self::Template { .. })
    }

    /// What is wrong with it in itself.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Text { body } if body.trim().is_empty() => Some(Fault::Empty),
            Self::Text { body } => too_long(body, MOST_TEXT),
            Self::Media { caption, .. } => too_long(caption, MOST_CAPTION),
            Self::Location(place) => {
                let within = |text: &str, most: f64| {
                    text.trim()
                        .parse::<f64>()
                        .is_ok_and(|degrees| degrees.abs() <= most)
                };
                let is_place = within(&place.latitude, 90.0) && within(&place.longitude, 180.0);
                if !is_place {
                    return Some(Fault::NotAPlace);
                }
                too_long(&format!("{}{}", place.label, place.address), MOST_CAPTION)
            }
            Self::Template { .. } => None,
        }
    }
}

fn too_long(text: &str, most: usize) -> Option<Fault> {
    let length = length(text);
    (length > most).then_some(Fault::TooLong(length, most))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &str) -> Content {
        Content::Text {
            body: body.to_owned(),
        }
    }

    #[test]
    fn a_text_says_something_and_not_too_much() {
        assert_eq!(text(" \n").fault(), Some(Fault::Empty));
        assert_eq!(text(&"a".repeat(1600)).fault(), None);
        assert_eq!(text(&"a".repeat(1601)).fault(), Some(Fault::TooLong(1601, 1600)));
        assert_eq!(text(&"🚗".repeat(800)).fault(), None);
        assert_eq!(text(&"🚗".repeat(801)).fault(), Some(Fault::TooLong(1602, 1600)));
    }

    #[test]
    fn a_place_is_on_earth() {
        let place = |latitude: &str, longitude: &str| {
            Content::Location(Location {
                latitude: latitude.to_owned(),
                longitude: longitude.to_owned(),
                label: String::new(),
                address: String::new(),
            })
        };
        assert_eq!(place("52.37", "4.89").fault(), None);
        for (latitude, longitude) in [("", ""), ("91", "0"), ("0", "181"), ("NaN", "0"), ("52,37", "4")] {
            assert_eq!(
                place(latitude, longitude).fault(),
                Some(Fault::NotAPlace),
                "{latitude} {longitude}"
            );
        }
    }

    #[test]
    fn only_a_template_goes_out_after_a_day() {
        assert!(text("Hallo").needs_window());
        let template = Content::Template {
            template: "t1".parse().unwrap(),
            variables: Vec::new(),
        };
        assert!(!template.needs_window());
        assert_eq!(template.fault(), None);
    }
}
