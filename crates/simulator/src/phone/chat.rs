//! One chat as the buyer's screen shows it, whatever Twilio still has of it.

use serde_json::{Value, json};

use crate::clock::Millis;
use crate::phone::book::{Business, Buyer, Said};
use crate::state::State;
use crate::twilio::content::render::Shown;
use crate::twilio::messages::{Message, bare};
use crate::twilio::senders::Sender;

/// As many messages as are shown.
const MOST_SHOWN: usize = 200;

/// A buyer and a dealer.
pub struct Chat<'a> {
    pub state: &'a State,
    pub buyer: &'a Buyer,
    pub dealer: &'a Sender,
    /// How WhatsApp names the buyer to this dealer.
    pub user: String,
    /// What stands after `whatsapp:` in the buyer's messages.
    pub address: String,
}

/// A message, by who knows it best.
enum Line<'a> {
    Said(&'a Said),
    /// The buyer's own, written in another way than on this page.
    Written(&'a Message),
    Received(&'a Message),
}

impl Line<'_> {
    fn at(&self) -> Millis {
        match self {
            Self::Said(said) => said.at,
            Self::Written(message) | Self::Received(message) => message.created,
        }
    }
}

impl<'a> Chat<'a> {
    pub fn of(state: &'a State, seed: u64, buyer: &'a Buyer, dealer: &'a Sender) -> Self {
        let at = Business {
            seed,
            account: &dealer.account,
        };
        Self {
            state,
            buyer,
            dealer,
            user: buyer.user(at),
            address: buyer.address(at),
        }
    }

    /// Whether a message with these ends was written by this buyer to this dealer.
    pub fn is_from(&self, from: &str, to: &str) -> bool {
        bare(to) == self.dealer.number && self.is_buyer(from)
    }

    /// The other way round.
    pub fn is_to(&self, from: &str, to: &str) -> bool {
        bare(from) == self.dealer.number && self.is_buyer(to)
    }

    fn is_buyer(&self, address: &str) -> bool {
        bare(address) == self.address || bare(address) == self.user
    }

    /// The latest `most`, oldest first.
    fn lines(&self, most: usize) -> Vec<Line<'a>> {
        let said = &self.state.phone.said;
        let own = |said: &&Said| said.buyer == self.buyer.id && said.to == self.dealer.number;
        let mut lines: Vec<Line<'_>> = said.iter().rev().filter(own).take(most).map(Line::Said).collect();
        let messages = self.state.messages.iter().rev();
        lines.extend(messages.filter_map(|message| self.line(message)).take(most));
        lines.sort_by_key(Line::at);
        lines.split_off(lines.len().saturating_sub(most))
    }

    fn line(&self, message: &'a Message) -> Option<Line<'a>> {
        if self.is_to(&message.from, &message.to) {
            // Before that it is somewhere between Twilio and the phone.
            let has_arrived = ["delivered", "read"].contains(&message.status.as_str());
            return has_arrived.then_some(Line::Received(message));
        }
        let is_known = || self.state.phone.said.iter().any(|said| said.id == message.sid);
        let is_own = self.is_from(&message.from, &message.to);
        (is_own && !is_known()).then_some(Line::Written(message))
    }

    /// The messages as the page draws them, oldest first.
    pub fn messages(&self) -> Vec<Value> {
        let lines = self.lines(MOST_SHOWN);
        let mut found: Vec<Value> = lines.iter().map(|line| self.draw(line)).collect();
        let answered: Vec<Value> = found.iter().map(|message| message["answers"].clone()).collect();
        for at in 0..found.len() {
            let quoted = found[at]["reply_to"].clone();
            let original = found.iter().find(|message| message["id"] == quoted);
            found[at]["reply_to"] = original.map_or(Value::Null, quote);
            found[at]["is_answered"] = answered.contains(&found[at]["id"]).into();
        }
        found
    }

    /// The latest message in short.
    pub fn last(&self) -> Option<Value> {
        let message = self.draw(self.lines(1).first()?);
        let text: String = words(&message).chars().take(60).collect();
        Some(json!({"text": text, "at": message["at"], "mine": message["mine"]}))
    }

    fn draw(&self, line: &Line<'_>) -> Value {
        match line {
            Line::Said(said) => self.said(said),
            Line::Written(message) => self.message(message, true),
            Line::Received(message) => self.message(message, false),
        }
    }

    fn said(&self, said: &Said) -> Value {
        let mut drawn = said.shown.clone();
        let known = self.state.messages.iter().rfind(|message| message.sid == said.id);
        let is_read = known.is_some_and(|message| message.seen.is_some());
        let arrived = if said.has_arrived { "delivered" } else { "sent" };
        drawn["id"] = said.id.clone().into();
        drawn["at"] = said.at.into();
        drawn["mine"] = true.into();
        drawn["media"] = self.media(&said.id, drawn["name"].as_str().unwrap_or_default());
        drawn["status"] = if is_read { "read" } else { arrived }.into();
        drawn
    }

    /// A message as Twilio has it.
    fn message(&self, message: &Message, mine: bool) -> Value {
        json!({
            "id": message.sid,
            "at": message.created,
            "mine": mine,
            "kind": kind(self.state, message),
            "text": message.body,
            "media": self.media(&message.sid, ""),
            "location": message.location,
            "reply_to": message.quotes,
            "buttons": message.content.as_ref().map(buttons),
            "list": message.content.as_ref().and_then(list),
            "status": if message.seen.is_some() { "read" } else { "delivered" },
            "forwarded": 0,
        })
    }

    /// Attachments, at the addresses that need no credentials. A contact card is shown by its own words.
    fn media(&self, message: &str, name: &str) -> Value {
        let all = self.state.media.iter();
        let own = all.filter(|media| media.message == message && media.content_type != "text/vcard");
        own.map(|media| {
            json!({"url": format!("/storage/{}", media.token), "content_type": media.content_type, "name": name})
        })
        .collect()
    }
}

/// What a message is, told from what it carries.
pub fn kind(state: &State, message: &Message) -> &'static str {
    if message.location.is_some() {
        return "location";
    }
    let media = state.media.iter().find(|media| media.message == message.sid);
    match media.and_then(|media| media.content_type.split('/').next()) {
        None => "text",
        Some("image") => "image",
        Some("video") => "video",
        Some("audio") => "audio",
        Some(_) => "document",
    }
}

/// What can be tapped under a message.
fn buttons(content: &Shown) -> Value {
    let all = content.buttons.iter().map(|button| {
        let kind = match button.kind.as_str() {
            "URL" => "url",
            "PHONE_NUMBER" => "call",
            "COPY_CODE" => "copy",
            _ => "reply",
        };
        json!({"type": kind, "title": button.title, "id": button.id, "value": button.target})
    });
    all.collect()
}

/// What can be picked from a message.
fn list(content: &Shown) -> Option<Value> {
    let some = !content.items.is_empty();
    some.then(|| json!({"button": content.menu, "items": content.items}))
}

fn quote(message: &Value) -> Value {
    json!({"id": message["id"], "text": words(message), "mine": message["mine"]})
}

/// A message's text, or what stands for it.
fn words(message: &Value) -> &str {
    let text = message["text"].as_str().filter(|text| !text.is_empty());
    text.unwrap_or_else(|| match message["kind"].as_str().unwrap_or_default() {
        "image" => "Photo",
        "video" => "Video",
        "audio" => "Voice message",
        "document" => "Document",
        "sticker" => "Sticker",
        "location" => "Location",
        "contact" => "Contact",
        _ => "Message",
    })
}
