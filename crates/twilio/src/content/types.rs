//! The shapes a template can have. One template may have several; each channel takes the richest it
//! can show.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::wire::words;

/// `types` of a template: Twilio's names and their contents. Unknown ones are kept as they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentTypes(pub Map<String, Value>);

/// A shape that is known here. On the wire it is `{"twilio/text": {"body": "…"}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ContentType {
    #[serde(rename = "twilio/text")]
    Text(Text),
    #[serde(rename = "twilio/media")]
    Media(MediaContent),
    #[serde(rename = "twilio/location")]
    Location(Location),
    #[serde(rename = "twilio/quick-reply")]
    QuickReply(QuickReply),
    #[serde(rename = "twilio/call-to-action")]
    CallToAction(CallToAction),
    /// Only inside the window: Meta does not approve it.
    #[serde(rename = "twilio/list-picker")]
    ListPicker(ListPicker),
    #[serde(rename = "twilio/card")]
    Card(Card),
}

/// Words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub body: String,
}

/// A file with words below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaContent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Addresses; WhatsApp takes one. A variable may stand at the end.
    pub media: Vec<String>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Words and answers to tap: three inside the window, ten as an approved template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickReply {
    pub body: String,
    pub actions: Vec<Action>,
}

/// Words and buttons that lead somewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallToAction {
    pub body: String,
    pub actions: Vec<Action>,
}

/// Words and a menu of up to ten lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPicker {
    pub body: String,
    /// The words that open the menu.
    pub button: String,
    pub items: Vec<ListItem>,
}

/// A line of a menu.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// Comes back as `ListId`.
    pub id: String,
    /// Comes back as `ListTitle`.
    pub item: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A title with a line below it, a picture and buttons. It has a title and at least one more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
}

words! {
    /// What a button does.
    ActionKind {
        QuickReply = "QUICK_REPLY",
        Url = "URL",
        PhoneNumber = "PHONE_NUMBER",
        CopyCode = "COPY_CODE",
        VoiceCall = "VOICE_CALL",
        VoiceCallRequest = "VOICE_CALL_REQUEST",
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    #[serde(rename = "type", default = "quick_reply")]
    pub kind: ActionKind,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Comes back as `ButtonPayload`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

fn quick_reply() -> ActionKind {
    ActionKind::QuickReply
}

impl Action {
    /// A button that answers with its own words; `id` comes back with them.
    pub fn reply(title: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            ..Self::of(ActionKind::QuickReply, title)
        }
    }

    /// A button that opens a page.
    pub fn url(title: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            url: Some(url.into()),
            ..Self::of(ActionKind::Url, title)
        }
    }

    /// A button that calls a number (E.164).
    pub fn phone(title: impl Into<String>, phone: impl Into<String>) -> Self {
        Self {
            phone: Some(phone.into()),
            ..Self::of(ActionKind::PhoneNumber, title)
        }
    }

    fn of(kind: ActionKind, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            url: None,
            phone: None,
            code: None,
            id: None,
        }
    }
}

impl ContentType {
    /// Twilio's name of this shape, such as `twilio/text`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text(_) => "twilio/text",
            Self::Media(_) => "twilio/media",
            Self::Location(_) => "twilio/location",
            Self::QuickReply(_) => "twilio/quick-reply",
            Self::CallToAction(_) => "twilio/call-to-action",
            Self::ListPicker(_) => "twilio/list-picker",
            Self::Card(_) => "twilio/card",
        }
    }

    /// The main words, where the shape has some.
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Text(Text { body })
            | Self::QuickReply(QuickReply { body, .. })
            | Self::CallToAction(CallToAction { body, .. })
            | Self::ListPicker(ListPicker { body, .. }) => Some(body),
            Self::Media(MediaContent { body, .. }) => body.as_deref(),
            Self::Card(Card { title, .. }) => Some(title),
            Self::Location(Location { label, .. }) => label.as_deref(),
        }
    }
}

impl From<ContentType> for ContentTypes {
    fn from(one: ContentType) -> Self {
        Self::default().with(one)
    }
}

impl ContentTypes {
    /// The same with one more shape, or with another one of that name.
    #[must_use]
    pub fn with(mut self, one: ContentType) -> Self {
        if let Ok(Value::Object(shape)) = serde_json::to_value(one) {
            self.0.extend(shape);
        }
        self
    }

    /// The shapes that are known here and readable, richest first.
    pub fn known(&self) -> Vec<ContentType> {
        let mut known: Vec<ContentType> = self
            .0
            .iter()
            .filter_map(|(name, shape)| {
                let one = Map::from_iter([(name.clone(), shape.clone())]);
                serde_json::from_value(Value::Object(one)).ok()
            })
            .collect();
        known.sort_by_key(|one| matches!(one, ContentType::Text(_)));
        known
    }

    /// Twilio's names of all shapes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_shape_is_written_under_its_name() {
        let types = ContentTypes::from(ContentType::QuickReply(QuickReply {
            body: "Does {{1}} suit you?".into(),
            actions: vec![Action::reply("Yes", "yes")],
        }))
        .with(ContentType::Text(Text {
            body: "Does {{1}} suit you? Answer yes or no.".into(),
        }));
        assert_eq!(
            serde_json::to_value(&types).expect("json"),
            json!({
                "twilio/quick-reply": {"body": "Does {{1}} suit you?",
                    "actions": [{"type": "QUICK_REPLY", "title": "Yes", "id": "yes"}]},
                "twilio/text": {"body": "Does {{1}} suit you? Answer yes or no."},
            })
        );
        let known = types.known();
        let names: Vec<&str> = known.iter().map(ContentType::name).collect();
        assert_eq!(names, ["twilio/quick-reply", "twilio/text"]);
    }

    #[test]
    fn what_is_unknown_is_kept_and_what_is_broken_is_not_shown() {
        let wire = json!({"whatsapp/flows": {"flow_id": "1"}, "twilio/text": {"body": 1}, "twilio/card": {"title": "A"}});
        let types: ContentTypes = serde_json::from_value(wire.clone()).expect("types");
        assert_eq!(serde_json::to_value(&types).expect("json"), wire);
        assert_eq!(
            types.known(),
            [ContentType::Card(Card {
                title: "A".into(),
                ..Card::default()
            })]
        );
        assert_eq!(types.names().count(), 3);
    }
}
