//! What a phone shows: the chats with one dealer, and one of them in full.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::chance::hex;
use crate::clock::{Millis, millis};
use crate::delivery::{Delivery, From};
use crate::http::{Answer, Req};
use crate::phone::book::{self, Business, Buyer, Said};
use crate::phone::habits;
use crate::state::State;
use crate::twilio::content::render::Shown;
use crate::twilio::messages::{Message, window_key};
use crate::twilio::senders::Sender;
use crate::twilio::ticks::WINDOW;
use crate::world::World;

/// As many messages of a chat as are shown.
const MOST_SHOWN: usize = 200;
const MOST_WEBHOOKS: usize = 8;

/// `GET /phone/api/look?to=&as=&seen=`: everything the page shows; 204 when that is what it has `seen`.
pub fn look(world: &Arc<World>, req: &Req) -> Answer {
    let now = world.clock.now();
    let wanted = |name: &str| req.query.get(name).unwrap_or_default();
    let mut found = world.look(|state| {
        let eye = Eye { world, state, now };
        eye.look(wanted("to"), wanted("as"))
    });
    // The minute counts: the window closes while nothing happens.
    let text = format!("{found}{}", now / 60_000);
    let version = hex(&Sha256::digest(text.as_bytes())[..8]);
    if version == wanted("seen") {
        return Answer::empty(204);
    }
    found["version"] = version.into();
    found["now"] = now.into();
    Answer::json(200, &found).with("cache-control", "no-store")
}

struct Eye<'a> {
    world: &'a World,
    state: &'a State,
    now: Millis,
}

/// A chat's two ends.
struct Chat<'a> {
    buyer: &'a Buyer,
    dealer: &'a Sender,
    at: Business<'a>,
}

impl Chat<'_> {
    fn is_of(&self, address: &str) -> bool {
        let plain = address.trim_start_matches("whatsapp:");
        self.buyer.number.as_deref() == Some(plain) || self.buyer.user(self.at) == plain
    }
}

impl Eye<'_> {
    fn look(&self, to: &str, by: &str) -> Value {
        let book = &self.state.phone;
        let online = || self.state.senders.iter().filter(|sender| sender.is_online());
        let dealer = online()
            .find(|sender| sender.number == to)
            .or_else(|| online().next());
        let buyers = book.buyers();
        let buyer = book.buyer(by).unwrap_or_else(|| buyers[0].clone());
        let dealers: Vec<Value> = online()
            .map(|sender| json!({"number": sender.number, "shown": book::shown(&sender.number), "name": self.name(sender)}))
            .collect();
        let last = dealer.map(|dealer| self.last(dealer)).unwrap_or_default();
        let people: Vec<Value> = buyers
            .iter()
            .map(|one| {
                let last = last.get(&one.id);
                json!({
                    "id": one.id,
                    "name": one.name,
                    "number": one.number,
                    "shown": one.number.as_deref().map(book::shown),
                    "last": last,
                    "is_waiting": one.id != buyer.id && last.is_some_and(|last| last["mine"] == false),
                })
            })
            .collect();
        let chat = dealer.map(|dealer| {
            let at = self.at(dealer);
            self.chat(&Chat {
                buyer: &buyer,
                dealer,
                at,
            })
        });
        json!({
            "pair": {"to": dealer.map_or(to, |dealer| &dealer.number), "as": buyer.id},
            "dealers": dealers,
            "buyers": people,
            "chat": chat,
        })
    }

    fn at<'b>(&self, dealer: &'b Sender) -> Business<'b> {
        Business {
            seed: self.world.config.seed,
            account: &dealer.account,
        }
    }

    fn name(&self, sender: &Sender) -> String {
        let profile = sender.profile.get("name").and_then(Value::as_str);
        let account = || {
            self.state
                .account(&sender.account)
                .map(|account| account.friendly_name.clone())
        };
        let name = profile
            .map(str::to_owned)
            .or_else(|| sender.friendly_name.clone())
            .or_else(account);
        name.filter(|name| !name.is_empty())
            .unwrap_or_else(|| book::shown(&sender.number))
    }

    /// The end of every chat with a dealer, by the buyer's id.
    fn last(&self, dealer: &Sender) -> BTreeMap<String, Value> {
        let mut last = BTreeMap::new();
        for buyer in self.state.phone.buyers() {
            let at = self.at(dealer);
            let messages = self.messages(&Chat {
                buyer: &buyer,
                dealer,
                at,
            });
            if let Some(message) = messages.last() {
                let (text, kind) = (message["text"].as_str().unwrap_or_default(), &message["kind"]);
                let text = if text.is_empty() {
                    label(kind.as_str().unwrap_or_default())
                } else {
                    text
                };
                let text: String = text.chars().take(60).collect();
                last.insert(
                    buyer.id,
                    json!({"text": text, "at": message["at"], "mine": message["mine"]}),
                );
            }
        }
        last
    }

    fn chat(&self, chat: &Chat<'_>) -> Value {
        let (book, buyer, number) = (&self.state.phone, chat.buyer, &chat.dealer.number);
        let pair = book::pair(buyer, number);
        let ends = habits::Chat::new(buyer.address(chat.at), number);
        let key = window_key(&buyer.address(chat.at), number);
        let last = self.state.windows.get(&key);
        json!({
            "key": pair,
            "messages": self.messages(chat),
            "typing": self.state.typing.get(&key).is_some_and(|until| *until > self.now),
            "closes_at": last.map(|at| at + millis(WINDOW)),
            "user": buyer.user(chat.at),
            "habits": habits::of(self.state, &ends, book.blocked_by_dealer.contains(&pair)),
            "faults": habits::faults(self.state, &chat.dealer.account),
            "webhooks": self.webhooks(chat),
        })
    }

    /// Oldest first. What the buyer wrote is shown as it was written, whatever Twilio still has of it.
    fn messages(&self, chat: &Chat<'_>) -> Vec<Value> {
        let dealer = chat.dealer.sender_id();
        let said = |id: &str| self.state.phone.said.iter().any(|said| said.id == id);
        let written = self.state.phone.said.iter();
        let written = written.filter(|said| said.buyer == chat.buyer.id && said.to == chat.dealer.number);
        let mut found: Vec<Value> = written.map(|said| self.said(said)).collect();
        for message in self
            .state
            .messages
            .iter()
            .filter(|one| one.account == chat.dealer.account)
        {
            if message.to == dealer && chat.is_of(&message.from) && !said(&message.sid) {
                found.push(self.received(message, true));
            } else if message.from == dealer && chat.is_of(&message.to) && has_arrived(message) {
                found.push(self.received(message, false));
            }
        }
        found.sort_by_key(|message| message["at"].as_i64());
        let answered: Vec<Value> = found.iter().map(|message| message["answers"].clone()).collect();
        for at in 0..found.len() {
            if let Some(quoted) = found[at]["reply_to"].as_str().filter(|id| !id.is_empty()) {
                let original = found.iter().find(|message| message["id"] == quoted);
                found[at]["reply_to"] = original.map_or(Value::Null, quote);
            } else {
                found[at]["reply_to"] = Value::Null;
            }
            found[at]["is_answered"] = answered.contains(&found[at]["id"]).into();
        }
        found.split_off(found.len().saturating_sub(MOST_SHOWN))
    }

    fn said(&self, said: &Said) -> Value {
        let mut shown = said.shown.clone();
        shown["id"] = said.id.clone().into();
        shown["at"] = said.at.into();
        shown["mine"] = true.into();
        shown["media"] = self.media(&said.id, shown["name"].as_str().unwrap_or_default());
        let known = self.state.messages.iter().find(|message| message.sid == said.id);
        let is_read = known.is_some_and(|message| message.seen.is_some());
        let status = if is_read {
            "read"
        } else if said.has_arrived {
            "delivered"
        } else {
            "sent"
        };
        shown["status"] = status.into();
        shown
    }

    /// A message as Twilio has it.
    fn received(&self, message: &Message, mine: bool) -> Value {
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

    /// What was told to the portal about this chat, newest first.
    fn webhooks(&self, chat: &Chat<'_>) -> Vec<Value> {
        let dealer = chat.dealer.sender_id();
        let about = |delivery: &&Delivery| match &delivery.from {
            From::Meta { .. } => false,
            From::Twilio { form, .. } => {
                let end = |name: &str| field(form, name);
                (end("From") == dealer && chat.is_of(end("To")))
                    || (end("To") == dealer && chat.is_of(end("From")))
            }
        };
        let found = self
            .state
            .deliveries
            .iter()
            .rev()
            .filter(about)
            .take(MOST_WEBHOOKS);
        found.map(webhook).collect()
    }
}

fn webhook(delivery: &Delivery) -> Value {
    let status = match &delivery.from {
        From::Twilio { form, .. } => field(form, "MessageStatus"),
        From::Meta { .. } => "",
    };
    let last = delivery.answers.last().copied();
    let answer = match last {
        None => "under way".to_owned(),
        Some(0) => "no answer".to_owned(),
        Some(status) => status.to_string(),
    };
    json!({
        "at": delivery.made_at,
        "what": if status.is_empty() { "message" } else { status },
        "answer": answer,
        "is_well": last.is_none_or(|status| (200..300).contains(&status)),
    })
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value)
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

fn has_arrived(message: &Message) -> bool {
    ["delivered", "read"].contains(&message.status.as_str())
}

fn quote(message: &Value) -> Value {
    let text = message["text"].as_str().filter(|text| !text.is_empty());
    let text = text.unwrap_or_else(|| label(message["kind"].as_str().unwrap_or_default()));
    json!({"id": message["id"], "text": text, "mine": message["mine"]})
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

/// What stands for a message without words.
fn label(kind: &str) -> &'static str {
    match kind {
        "image" => "Photo",
        "video" => "Video",
        "audio" => "Voice message",
        "document" => "Document",
        "sticker" => "Sticker",
        "location" => "Location",
        "contact" => "Contact",
        _ => "Message",
    }
}
