//! What the page that opened the popup gets to hear, in its order.

use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

/// One `postMessage`. The SDK listens for callbacks, the page for messages; both see everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Play {
    /// `message` or `callback`.
    pub kind: String,
    pub text: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Plays {
    pub callback_first: bool,
    pub code: Option<String>,
    pub all: Vec<Play>,
}

impl Play {
    pub fn message(text: String) -> Self {
        Self {
            kind: "message".into(),
            text,
        }
    }

    /// A query string, as the SDK's own traffic is: not JSON. `None` is *not connected*.
    pub fn callback(code: Option<&str>) -> Self {
        let mut text = Serializer::new(String::new());
        text.append_pair("fb_login", "1");
        match code {
            Some(code) => text.append_pair("status", "connected").append_pair("code", code),
            None => text.append_pair("status", "unknown"),
        };
        Self {
            kind: "callback".into(),
            text: text.finish(),
        }
    }
}

impl Plays {
    /// The texts that are messages to the page, noise included.
    pub fn messages(&self) -> Vec<String> {
        self.all
            .iter()
            .filter(|play| play.kind == "message")
            .map(|play| play.text.clone())
            .collect()
    }
}
