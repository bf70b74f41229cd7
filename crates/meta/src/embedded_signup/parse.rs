//! From text to [`Message`].

use serde_json::{Map, Value};

use super::{Event, Ids, Message, Report};
use crate::Id;

/// Why a text is not a message of the popup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// Meta's SDK and browser extensions use the same channel: not an error, only not for us.
    #[error("the message is not one of Embedded Signup's")]
    NotOurs,
    /// The message is Embedded Signup's, and without its event.
    #[error("the message names no event")]
    NoEvent,
    /// A number as an id has already lost digits in the browser, so it cannot be believed.
    #[error("{field} is a number; ids must be text, because numbers lose digits")]
    NumericId {
        /// Meta's name of the field.
        field: &'static str,
    },
    /// The id is no text of 5 to 30 digits.
    #[error("{field} is not an id of 5 to 30 digits")]
    BadId {
        /// Meta's name of the field.
        field: &'static str,
    },
}

/// Longer than any message of Meta's; ours come from a browser, which anyone can drive.
const MOST_BYTES: usize = 64 * 1024;

/// Reads the text of one `message` event.
pub fn parse(text: &str) -> Result<Message, ParseError> {
    if text.len() > MOST_BYTES {
        return Err(ParseError::NotOurs);
    }
    let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
        return Err(ParseError::NotOurs);
    };
    if message.get("type").and_then(Value::as_str) != Some("WA_EMBEDDED_SIGNUP") {
        return Err(ParseError::NotOurs);
    }
    let Some(Value::String(name)) = message.remove("event") else {
        return Err(ParseError::NoEvent);
    };
    let mut data = match message.remove("data") {
        Some(Value::Object(data)) => data,
        _ => Map::new(),
    };
    let event = event(name, &mut data)?;
    Ok(Message { event, extra: data })
}

fn event(name: String, data: &mut Map<String, Value>) -> Result<Event, ParseError> {
    Ok(match name.as_str() {
        "FINISH" => Event::Finish(ids(data)?),
        "FINISH_ONLY_WABA" => Event::FinishOnlyWaba(ids(data)?),
        "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING" => Event::FinishCoexistence(ids(data)?),
        other if other.starts_with("FINISH_") => Event::FinishOther {
            ids: ids(data)?,
            name,
        },
        "ERROR" => Event::Report(report(data)),
        "CANCEL" if data.contains_key("error_message") || data.contains_key("error_id") => {
            Event::Report(report(data))
        }
        "CANCEL" => Event::Cancel {
            current_step: text(data, "current_step"),
        },
        _ => Event::Unknown { name },
    })
}

fn ids(data: &mut Map<String, Value>) -> Result<Ids, ParseError> {
    Ok(Ids {
        waba_id: id(data, "waba_id")?,
        business_id: id(data, "business_id")?,
        phone_number_id: id(data, "phone_number_id")?,
    })
}

/// Takes an id out of `data`. Missing, `null` and empty are all "not there".
fn id(data: &mut Map<String, Value>, field: &'static str) -> Result<Option<Id>, ParseError> {
    match data.remove(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Id::try_from(text)
            .map(Some)
            .map_err(|_| ParseError::BadId { field }),
        Some(Value::Number(_)) => Err(ParseError::NumericId { field }),
        Some(_) => Err(ParseError::BadId { field }),
    }
}

fn report(data: &mut Map<String, Value>) -> Report {
    Report {
        error_message: text(data, "error_message"),
        error_id: text(data, "error_id").or_else(|| text(data, "error_code")),
        session_id: text(data, "session_id"),
        timestamp: text(data, "timestamp"),
    }
}

/// Takes a text out of `data`; a number is taken as it is written, anything else stays.
fn text(data: &mut Map<String, Value>, field: &str) -> Option<String> {
    match data.get(field)? {
        Value::String(_) | Value::Number(_) => {}
        _ => return None,
    }
    match data.remove(field)? {
        Value::String(text) => Some(text).filter(|text| !text.is_empty()),
        number => Some(number.to_string()),
    }
}
