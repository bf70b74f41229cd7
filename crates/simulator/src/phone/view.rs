//! What the page shows: the dealers, the buyers, and one of their chats.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::chance::hex;
use crate::clock::{Millis, millis};
use crate::delivery::{Delivery, From};
use crate::http::{Answer, Req};
use crate::phone::book::{self, Buyer};
use crate::phone::chat::Chat;
use crate::phone::habits;
use crate::state::State;
use crate::twilio::messages::window_key;
use crate::twilio::senders::Sender;
use crate::twilio::ticks::WINDOW;
use crate::world::World;

const MOST_WEBHOOKS: usize = 8;
/// Older webhooks are not looked through for them.
const MOST_LOOKED_AT: usize = 2000;

/// `GET /phone/api/look?to=&as=&seen=`: everything the page shows; 204 when that is what it has `seen`.
pub fn look(world: &Arc<World>, req: &Req) -> Answer {
    let now = world.clock.now();
    let wanted = |name: &str| req.query.get(name).unwrap_or_default();
    let mut found = world.look(|state| {
        let seed = world.config.seed;
        let eye = Eye { state, seed, now };
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
    state: &'a State,
    seed: u64,
    now: Millis,
}

impl Eye<'_> {
    fn look(&self, to: &str, by: &str) -> Value {
        let book = &self.state.phone;
        let online = || self.state.dealers_senders().filter(|sender| sender.is_online());
        let wanted = online().find(|sender| sender.number == to);
        let dealer = wanted.or_else(|| online().next());
        let buyers = book.buyers();
        let buyer = book.buyer(by).unwrap_or_else(|| buyers[0].clone());
        let dealers: Vec<Value> = online()
            .map(|one| json!({"number": one.number, "shown": book::shown(&one.number), "name": self.name(one)}))
            .collect();
        let people: Vec<Value> = buyers
            .iter()
            .map(|one| self.person(one, &buyer, dealer))
            .collect();
        let chat = dealer.map(|dealer| self.chat(&Chat::of(self.state, self.seed, &buyer, dealer)));
        json!({
            "pair": {"to": dealer.map_or(to, |dealer| &dealer.number), "as": buyer.id},
            "dealers": dealers,
            "buyers": people,
            "chat": chat,
        })
    }

    fn name(&self, sender: &Sender) -> String {
        let profile = sender.profile.get("name").and_then(Value::as_str);
        let account = self.state.account(&sender.account);
        let account = account.map(|account| account.friendly_name.as_str());
        let name = profile.or(sender.friendly_name.as_deref()).or(account);
        let name = name.filter(|name| !name.is_empty());
        name.map_or_else(|| book::shown(&sender.number), str::to_owned)
    }

    fn person(&self, buyer: &Buyer, chosen: &Buyer, dealer: Option<&Sender>) -> Value {
        let last = dealer.and_then(|dealer| Chat::of(self.state, self.seed, buyer, dealer).last());
        let is_answered = last.as_ref().is_some_and(|last| last["mine"] == false);
        json!({
            "id": buyer.id,
            "name": buyer.name,
            "number": buyer.number,
            "shown": buyer.number.as_deref().map(book::shown),
            "is_waiting": is_answered && buyer != chosen,
            "last": last,
        })
    }

    fn chat(&self, chat: &Chat<'_>) -> Value {
        let number = &chat.dealer.number;
        let (pair, key) = (book::pair(chat.buyer, number), window_key(&chat.address, number));
        let is_blocked = self.state.phone.blocked_by_dealer.contains(&pair);
        let ends = habits::Ends::new(chat.address.clone(), number);
        let last = self.state.windows.get(&key);
        json!({
            "key": pair,
            "user": chat.user,
            "messages": chat.messages(),
            "typing": self.state.typing.get(&key).is_some_and(|until| *until > self.now),
            "closes_at": last.map(|at| at + millis(WINDOW)),
            "habits": habits::of(self.state, &ends, is_blocked),
            "faults": habits::faults(self.state, &chat.dealer.account),
            "webhooks": self.webhooks(chat),
        })
    }

    /// What was told to the portal about this chat, newest first.
    fn webhooks(&self, chat: &Chat<'_>) -> Vec<Value> {
        let latest = self.state.deliveries.iter().rev().take(MOST_LOOKED_AT);
        let told = latest.filter_map(|delivery| webhook(chat, delivery));
        told.take(MOST_WEBHOOKS).collect()
    }
}

/// A webhook in short, if it is about this chat.
fn webhook(chat: &Chat<'_>, delivery: &Delivery) -> Option<Value> {
    let From::Twilio { form, .. } = &delivery.from else {
        return None;
    };
    let field = |name: &str| {
        let found = form.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    };
    let (from, to) = (field("From"), field("To"));
    if !chat.is_from(from, to) && !chat.is_to(from, to) {
        return None;
    }
    let last = delivery.answers.last().copied();
    let answer = match last {
        None => "under way".to_owned(),
        Some(0) => "no answer".to_owned(),
        Some(status) => status.to_string(),
    };
    let status = field("MessageStatus");
    Some(json!({
        "at": delivery.made_at,
        "what": if status.is_empty() { "message" } else { status },
        "answer": answer,
        "is_well": last.is_none_or(|status| (200..300).contains(&status)),
    }))
}
