//! A template and its values become a message.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::inbound::Location;
use crate::twilio::content::Template;

/// What WhatsApp shows, richest first.
const RICHEST: [&str; 8] = [
    "whatsapp/card",
    "twilio/card",
    "twilio/list-picker",
    "twilio/call-to-action",
    "twilio/quick-reply",
    "twilio/media",
    "twilio/location",
    "twilio/text",
];

/// What a message shows besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The template's SID.
    pub template: String,
    pub name: String,
    /// Such as `twilio/quick-reply`.
    pub kind: String,
    pub buttons: Vec<Tappable>,
    /// The words that open the list; empty when there is none.
    pub menu: String,
    pub items: Vec<Line>,
}

/// A button under a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tappable {
    /// `QUICK_REPLY`, `URL`, `PHONE_NUMBER` …
    pub kind: String,
    pub title: String,
    /// What a quick reply sends back.
    pub id: String,
    /// Where the others lead: an address, a number, a code.
    pub target: String,
}

/// A line of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub title: String,
    pub description: String,
}

/// A message made of a template.
#[derive(Debug, Default)]
pub struct Made {
    pub body: String,
    pub media: Vec<String>,
    pub location: Option<Location>,
    pub shown: Shown,
    /// Why WhatsApp will not take it.
    pub trouble: Option<u32>,
}

/// Twilio's name of the type that WhatsApp is sent.
pub fn richest(types: &Map<String, Value>) -> Option<(&'static str, &Value)> {
    RICHEST.iter().find_map(|name| Some((*name, types.get(*name)?)))
}

pub fn render(template: &Template, values: Option<&Value>) -> Made {
    let Some((kind, shape)) = richest(&template.types) else {
        return Made::default();
    };
    let mut filler = Filler {
        samples: &template.variables,
        values: values.and_then(Value::as_object),
        trouble: None,
    };
    let shape = filler.fill(shape);
    let text = |from: &Value, key: &str| from[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| shape[key].as_array().cloned().unwrap_or_default();
    let actions = list("actions");
    let buttons = actions.iter().map(|action| Tappable {
        kind: action["type"].as_str().unwrap_or("QUICK_REPLY").to_owned(),
        title: text(action, "title"),
        id: text(action, "id"),
        target: ["url", "phone", "code"]
            .iter()
            .map(|key| text(action, key))
            .collect(),
    });
    let items = list("items");
    let items = items.iter().map(|item| Line {
        id: text(item, "id"),
        title: text(item, "item"),
        description: text(item, "description"),
    });
    let parts = ["header_text", "title", "body", "subtitle", "footer"];
    let lines = parts
        .iter()
        .map(|key| text(&shape, key))
        .filter(|line| !line.is_empty());
    let degrees = |key: &str| shape[key].as_f64();
    let location = degrees("latitude")
        .zip(degrees("longitude"))
        .map(|(latitude, longitude)| Location {
            latitude,
            longitude,
            label: text(&shape, "label"),
            address: text(&shape, "address"),
        });
    Made {
        body: lines.collect::<Vec<_>>().join("\n"),
        media: list("media")
            .iter()
            .filter_map(|url| url.as_str().map(str::to_owned))
            .collect(),
        location,
        shown: Shown {
            template: template.sid.clone(),
            name: template.name().to_owned(),
            kind: kind.to_owned(),
            buttons: buttons.collect(),
            menu: text(&shape, "button"),
            items: items.collect(),
        },
        trouble: filler.trouble,
    }
}

/// Puts values in the place of variables; the samples stand in for what is missing.
struct Filler<'a> {
    samples: &'a Map<String, Value>,
    values: Option<&'a Map<String, Value>>,
    trouble: Option<u32>,
}

impl Filler<'_> {
    fn fill(&mut self, shape: &Value) -> Value {
        match shape {
            Value::String(text) => self.text(text).into(),
            Value::Array(all) => all.iter().map(|one| self.fill(one)).collect(),
            Value::Object(parts) => {
                let filled = parts.iter().map(|(key, part)| (key.clone(), self.fill(part)));
                Value::Object(filled.collect())
            }
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut filled = text.to_owned();
        for name in variables(text).unwrap_or_default() {
            let value = self.value(&name);
            filled = filled.replace(&format!("{{{{{name}}}}}"), &value);
        }
        filled
    }

    fn value(&mut self, name: &str) -> String {
        let given = self.values.and_then(|values| values.get(name));
        match given.or_else(|| self.samples.get(name)) {
            None => {
                self.trouble.get_or_insert(63028);
                String::new()
            }
            Some(value) => {
                let value = match value {
                    Value::String(text) => text.clone(),
                    Value::Null => String::new(),
                    other => other.to_string(),
                };
                if given.is_some() && !is_allowed(&value) {
                    self.trouble.get_or_insert(63013);
                }
                value
            }
        }
    }
}

/// Meta takes no empty values, no new lines or tabs, and no more than four spaces in a row.
fn is_allowed(value: &str) -> bool {
    !value.trim().is_empty() && !value.contains(['\n', '\r', '\t']) && !value.contains("     ")
}

/// Calls `see` with every text of a shape.
pub fn texts(shape: &Value, see: &mut dyn FnMut(&str)) {
    match shape {
        Value::String(text) => see(text),
        Value::Array(all) => all.iter().for_each(|one| texts(one, see)),
        Value::Object(parts) => parts.values().for_each(|part| texts(part, see)),
        _ => {}
    }
}

/// The names of the variables in a text, in their order. The error is the tag that is none.
pub fn variables(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            return Err(after.to_owned());
        };
        let is_name = !name.is_empty()
            && name.len() <= 16
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !is_name {
            return Err(name.to_owned());
        }
        names.push(name.to_owned());
        rest = after;
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(types: Value, variables: Value) -> Template {
        Template {
            types: types.as_object().unwrap().clone(),
            variables: variables.as_object().unwrap().clone(),
            ..Template::default()
        }
    }

    #[test]
    fn variables_are_found_and_other_tags_are_not_variables() {
        assert_eq!(
            variables("Hi {{1}}, {{name_2}}!"),
            Ok(vec!["1".into(), "name_2".into()])
        );
        for wrong in ["{{}}", "{{#if}}", "{{1", "{{ 1 }}", "{{é}}"] {
            assert!(variables(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_come_first_samples_second_and_nothing_is_63028() {
        let template = template(
            json!({"twilio/text": {"body": "Hi {{1}}, your {{2}} is ready at {{3}} o'clock"}}),
            json!({"1": "Jan", "2": "Golf"}),
        );
        let made = render(&template, Some(&json!({"1": "Anna", "3": "5"})));
        assert_eq!(made.body, "Hi Anna, your Golf is ready at 5 o'clock");
        assert_eq!(made.trouble, None);
        assert_eq!(render(&template, None).trouble, Some(63028));
    }

    #[test]
    fn a_value_that_breaks_metas_rules_is_63013() {
        let template = template(
            json!({"twilio/text": {"body": "Hi {{1}} there"}}),
            json!({"1": "Jan"}),
        );
        for bad in ["", " ", "a\nb", "a\tb", "a     b"] {
            assert_eq!(
                render(&template, Some(&json!({"1": bad}))).trouble,
                Some(63013),
                "{bad:?}"
            );
        }
        assert_eq!(render(&template, Some(&json!({"1": "a    b"}))).trouble, None);
    }

    #[test]
    fn the_richest_type_is_shown_with_its_buttons() {
        let template = template(
            json!({
                "twilio/text": {"body": "plain"},
                "twilio/card": {"title": "Golf {{1}}", "subtitle": "From today", "media": ["https://x.example/{{1}}.jpg"],
                    "actions": [{"type": "URL", "title": "Look", "url": "https://x.example/{{1}}"},
                        {"type": "QUICK_REPLY", "title": "Drive", "id": "drive"}]},
            }),
            json!({"1": "8"}),
        );
        let made = render(&template, None);
        assert_eq!(made.body, "Golf 8\nFrom today");
        assert_eq!(made.media, ["https://x.example/8.jpg"]);
        assert_eq!(made.shown.kind, "twilio/card");
        assert_eq!(made.shown.buttons[0].target, "https://x.example/8");
        assert_eq!(made.shown.buttons[1].id, "drive");
    }
}
