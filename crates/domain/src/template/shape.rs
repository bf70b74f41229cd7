//! The shapes a template can have, and what the buyer sees of each.

use serde::{Deserialize, Serialize};

use super::{Value, fill, variables};
use crate::{Lang, say::templates as words};

/// What a template is made of. Stored as JSON: fields are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Words.
    Text {
        /// The words.
        body: String,
    },
    /// A picture, film or document with words below it.
    Media {
        /// The words.
        body: String,
        /// Where the file is.
        url: String,
    },
    /// Words, and answers to tap.
    QuickReply {
        /// The words.
        body: String,
        /// The answers.
        buttons: Vec<String>,
    },
    /// Words, and buttons that lead somewhere.
    CallToAction {
        /// The words.
        body: String,
        /// The buttons.
        buttons: Vec<Button>,
    },
    /// Words, and a menu of lines. Only for whoever wrote within the last day: Meta does not approve it.
    List {
        /// The words.
        body: String,
        /// What opens the menu.
        button: String,
        /// The menu.
        lines: Vec<Line>,
    },
    /// A title with a small line, a picture and buttons.
    Card {
        /// The title, which may be as long as any words.
        title: String,
        /// The small line; may be empty.
        subtitle: String,
        /// Where the picture is; may be empty.
        picture: String,
        /// The buttons.
        buttons: Vec<Button>,
    },
}

/// What a button does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonKind {
    /// Answers with its own words.
    #[default]
    Reply,
    /// Opens a page.
    Url,
    /// Calls a number.
    Phone,
}

impl ButtonKind {
    /// The name in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Url => "url",
            Self::Phone => "phone",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reply, Self::Url, Self::Phone]
            .into_iter()
            .find(|one| one.as_str() == word)
    }
}

/// A button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What it does.
    pub kind: ButtonKind,
    /// Its words.
    pub title: String,
    /// The page's address or the number; empty for an answer.
    pub target: String,
}

/// A line of a menu.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it says.
    pub title: String,
    /// A smaller line below; may be empty.
    pub detail: String,
}

/// What the buyer sees.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Whether a file stands on top.
    pub has_file: bool,
    /// The words.
    pub body: String,
    /// The small line below.
    pub footer: String,
    /// The words on the buttons.
    pub buttons: Vec<String>,
    /// The lines of the menu.
    pub lines: Vec<Line>,
}

impl Shape {
    /// Names of the shapes in forms, in the order they are offered.
    pub const KINDS: [&'static str; 6] = ["text", "media", "quick_reply", "call_to_action", "list", "card"];

    /// Its name in forms and the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Media { .. } => "media",
            Self::QuickReply { .. } => "quick_reply",
            Self::CallToAction { .. } => "call_to_action",
            Self::List { .. } => "list",
            Self::Card { .. } => "card",
        }
    }

    /// A shape's name for people.
    pub fn kind_words(lang: Lang, kind: &str) -> &'static str {
        match kind {
            "text" => words::kind_text(lang),
            "media" => words::kind_media(lang),
            "quick_reply" => words::kind_quick_reply(lang),
            "call_to_action" => words::kind_call_to_action(lang),
            "list" => words::kind_list(lang),
            "card" => words::kind_card(lang),
            _ => words::kind_unknown(lang),
        }
    }

    /// Whether Meta can be asked to approve it.
    pub fn can_be_submitted(&self) -> bool {
        !matches!(self, Self::List { .. })
    }

    /// The main words.
    pub fn body(&self) -> &str {
        match self {
            Self::Text { body }
            | Self::Media { body, .. }
            | Self::QuickReply { body, .. }
            | Self::CallToAction { body, .. }
            | Self::List { body, .. } => body,
            Self::Card { title, .. } => title,
        }
    }

    /// The buttons that lead somewhere or answer, if it has any.
    pub fn buttons(&self) -> Vec<Button> {
        match self {
            Self::QuickReply { buttons, .. } => {
                let reply = |title: &String| Button {
                    title: title.clone(),
                    ..Button::default()
                };
                buttons.iter().map(reply).collect()
            }
            Self::CallToAction { buttons, .. } | Self::Card { buttons, .. } => buttons.clone(),
            _ => Vec::new(),
        }
    }

    /// Where its file is, if it has one.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Media { url, .. } => Some(url),
            Self::Card { picture, .. } => Some(picture).filter(|url| !url.is_empty()).map(String::as_str),
            _ => None,
        }
    }

    /// The names of its variables, in the order in which they first appear.
    pub fn variables(&self) -> Vec<String> {
        let buttons = self.buttons();
        let mut texts = vec![self.body()];
        texts.extend(self.file());
        texts.extend(buttons.iter().map(|button| button.target.as_str()));
        let mut names: Vec<String> = Vec::new();
        for name in texts.into_iter().flat_map(variables) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// What the buyer sees with these values.
    pub fn preview(&self, values: &[Value]) -> Preview {
        let mut preview = Preview {
            has_file: self.file().is_some(),
            body: fill(self.body(), values),
            ..Preview::default()
        };
        match self {
            Self::List { button, lines, .. } => {
                preview.buttons = vec![button.clone()];
                preview.lines.clone_from(lines);
            }
            Self::Card { subtitle, .. } => preview.footer.clone_from(subtitle),
            _ => {}
        }
        preview
            .buttons
            .extend(self.buttons().into_iter().map(|button| button.title));
        preview
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buyer_sees_the_values_and_the_buttons() {
        let shape = Shape::Card {
            title: "Hi {{1}}, your {{2}} is here".into(),
            subtitle: "Autobedrijf Jansen".into(),
            picture: "https://example.com/car.jpg".into(),
            buttons: vec![Button {
                kind: ButtonKind::Url,
                title: "See it".into(),
                target: "https://example.com/{{3}}".into(),
            }],
        };
        assert_eq!(shape.variables(), ["1", "2", "3"]);
        let values = [("1".into(), "Jan".into()), ("2".into(), "Golf".into())];
        assert_eq!(
            shape.preview(&values),
            Preview {
                has_file: true,
                body: "Hi Jan, your Golf is here".into(),
                footer: "Autobedrijf Jansen".into(),
                buttons: vec!["See it".into()],
                lines: vec![],
            }
        );
    }

    #[test]
    fn a_stored_shape_is_read_back() {
        let shape = Shape::List {
            body: "Which car?".into(),
            button: "Choose".into(),
            lines: vec![Line {
                title: "Golf".into(),
                detail: String::new(),
            }],
        };
        let json = serde_json::to_string(&shape).unwrap();
        assert!(json.starts_with(r#"{"list":{"#));
        assert_eq!(serde_json::from_str::<Shape>(&json).unwrap(), shape);
        assert!(!shape.can_be_submitted());
    }
}
