//! What the Content API refuses at once.
//!
//! Twilio documents 92001 (no type), 92002 (more than 100 variables), 92009 (submitted already) and
//! 90025 (a tag that is no variable). For a type without its parts and for variables that are too
//! long the code is our choice: 92003 and 92004.

use serde_json::{Map, Value};

use crate::http::Req;
use crate::twilio::content::render;
use crate::twilio::errors::Refusal;

const MOST_VARIABLES: usize = 100;

/// What a type must have.
struct Shape {
    name: &'static str,
    texts: &'static [&'static str],
    /// A list that has at least one entry and at most ten.
    list: Option<&'static str>,
}

const fn shape(name: &'static str, texts: &'static [&'static str], list: Option<&'static str>) -> Shape {
    Shape { name, texts, list }
}

const MOST_ENTRIES: usize = 10;
const SHAPES: [Shape; 8] = [
    shape("twilio/text", &["body"], None),
    shape("twilio/media", &[], Some("media")),
    shape("twilio/location", &[], None),
    shape("twilio/quick-reply", &["body"], Some("actions")),
    shape("twilio/call-to-action", &["body"], Some("actions")),
    shape("twilio/list-picker", &["body", "button"], Some("items")),
    shape("twilio/card", &["title"], None),
    shape("whatsapp/card", &["body"], None),
];

/// The body of a create or an update.
pub struct Wanted {
    pub friendly_name: Option<String>,
    pub language: Option<String>,
    pub variables: Option<Map<String, Value>>,
    pub types: Map<String, Value>,
}

impl Wanted {
    pub fn read(req: &Req, is_new: bool) -> Result<Self, Refusal> {
        let refuse = |code, text: &str| Refusal::new(400, code, text);
        let body = match req.json() {
            Some(Value::Object(body)) if req.content_type.starts_with("application/json") => body,
            _ => return Err(refuse(20001, "Request body is not valid JSON")),
        };
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let language = text("language").filter(|language| !language.is_empty());
        if is_new && language.is_none() {
            return Err(refuse(20001, "Missing required parameter language"));
        }
        if language.as_deref().is_some_and(|language| !is_language(language)) {
            return Err(refuse(20001, "language is not a language code"));
        }
        let variables = match body.get("variables") {
            None | Some(Value::Null) => None,
            Some(Value::Object(variables)) => Some(variables.clone()),
            Some(_) => return Err(refuse(20001, "variables must be an object")),
        };
        let types = body
            .get("types")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let wanted = Self {
            friendly_name: text("friendly_name"),
            language,
            variables,
            types,
        };
        wanted.check()?;
        Ok(wanted)
    }

    fn check(&self) -> Result<(), Refusal> {
        let refuse = |code, text: String| Err(Refusal::new(400, code, text));
        if self.types.is_empty() {
            return refuse(92001, "'types' Parameter Required".into());
        }
        let variables = self.variables.iter().flatten();
        if variables.clone().count() > MOST_VARIABLES {
            return refuse(92002, "Content has more than 100 variables".into());
        }
        for (name, value) in variables {
            let value = value.as_str();
            if name.chars().count() > 16 || value.is_none_or(|value| value.chars().count() > 1600) {
                return refuse(92004, format!("Variable {name} is not valid"));
            }
        }
        for (name, shape) in &self.types {
            check_type(name, shape)?;
        }
        Ok(())
    }
}

fn check_type(name: &str, shape: &Value) -> Result<(), Refusal> {
    let refuse = |code, text: String| Err(Refusal::new(400, code, text));
    let Some(known) = SHAPES.iter().find(|known| known.name == name) else {
        return refuse(92003, format!("Content type {name} is not supported"));
    };
    for key in known.texts {
        if shape[key].as_str().is_none_or(str::is_empty) {
            return refuse(92003, format!("{name} requires {key}"));
        }
    }
    if let Some(key) = known.list {
        let entries = shape[key].as_array().map_or(0, Vec::len);
        if entries == 0 || entries > MOST_ENTRIES {
            return refuse(92003, format!("{name} requires 1 to {MOST_ENTRIES} {key}"));
        }
    }
    if name == "twilio/card" && shape.as_object().is_none_or(|parts| parts.len() < 2) {
        return refuse(92003, "twilio/card requires a title and one more field".into());
    }
    let mut wrong = None;
    render::texts(shape, &mut |text| {
        if render::variables(text).is_err() {
            wrong = Some(text.to_owned());
        }
    });
    match wrong {
        Some(text) => refuse(90025, format!("Template body has unsupported tag type: {text}")),
        None => Ok(()),
    }
}

/// `nl`, `en`, `es_MX`, `fil`.
fn is_language(text: &str) -> bool {
    let (language, country) = text
        .split_once('_')
        .map_or((text, None), |(one, two)| (one, Some(two)));
    let is_country =
        |country: &str| (2..=4).contains(&country.len()) && country.bytes().all(|b| b.is_ascii_uppercase());
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && country.is_none_or(is_country)
}
