//! What a buyer's phone does otherwise than most, and what goes wrong on the way of a dealer's webhooks.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::clock::Millis;
use crate::phone::book::{self, Business, Buyer};
use crate::rules::{Outcome, Rule};
use crate::state::{Ctx, State};
use crate::twilio::messages::{Message, window_key};

/// How much later somebody reads who reads late.
const LATE: Millis = 60_000;
/// The faults of webhooks that the page can switch: their name there, and the rule.
const FAULTS: [(&str, Outcome); 3] = [
    ("lost", Outcome::WebhookLost),
    ("twice", Outcome::WebhookTwice),
    ("reordered", Outcome::WebhooksReordered),
];

/// A new person: `{"name": "…", "number": "+31…"}`, one of them at least.
pub fn add(ctx: &mut Ctx<'_>, body: &Value) -> Result<Value, String> {
    let name = body["name"].as_str().unwrap_or_default().trim();
    let number: String = body["number"].as_str().unwrap_or_default().to_owned();
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let number = match (digits.len(), digits.strip_prefix("00")) {
        (0, _) if name.is_empty() => return Err("A buyer has a name or a number.".to_owned()),
        (0, _) => None,
        (_, Some(rest)) => Some(format!("+{rest}")),
        _ => Some(format!("+{digits}")),
    };
    if number
        .as_deref()
        .is_some_and(|number| !(8..=16).contains(&number.len()))
    {
        return Err("That is no phone number with its country, such as +31 6 12345678.".to_owned());
    }
    let buyer = ctx.state.phone.add(name, number);
    Ok(json!({"id": buyer.id, "name": buyer.name, "number": buyer.number}))
}

/// Changes the habits that are named; the others stay.
pub fn set(ctx: &mut Ctx<'_>, id: &str, body: &Value) -> Result<Value, String> {
    let buyer = ctx.state.phone.buyer(id).ok_or("there is no such buyer")?;
    let dealer = body["to"].as_str().unwrap_or_default();
    let (is, book) = (|name: &str| body[name].as_bool(), &mut ctx.state.phone);
    let habits = book.habits.entry(buyer.id.clone()).or_default();
    let was_off = habits.is_off;
    habits.is_off = is("is_off").unwrap_or(habits.is_off);
    habits.reads_late = is("reads_late").unwrap_or(habits.reads_late);
    habits.no_receipts = is("no_receipts").unwrap_or(habits.no_receipts);
    let is_back = was_off && !habits.is_off;
    let pair = book::pair(&buyer, dealer);
    for (name, blocked) in [
        ("has_blocked", &mut book.blocked_by_buyer),
        ("is_blocked", &mut book.blocked_by_dealer),
    ] {
        match is(name) {
            Some(true) => blocked.insert(pair.clone()),
            Some(false) => blocked.remove(&pair),
            None => false,
        };
    }
    if is_back {
        deliver_what_waited(ctx, &buyer);
    }
    Ok(json!({"ok": true}))
}

/// The phone is on again: everything that stayed at one tick arrives.
fn deliver_what_waited(ctx: &mut Ctx<'_>, buyer: &Buyer) {
    for at in 0..ctx.state.messages.len() {
        let mut message = ctx.state.messages[at].clone();
        let waits =
            message.direction == "outbound-api" && message.status == "sent" && message.steps.is_empty();
        if !waits || receiver(ctx, &message).as_ref() != Some(buyer) {
            continue;
        }
        message.steps = ["delivered", "read"]
            .map(|status| (status.to_owned(), 600))
            .into();
        shape(ctx, &mut message);
        message.step_due = message.steps.front().map(|_| ctx.now);
        ctx.state.messages[at] = message;
    }
}

/// Whose phone a message goes to.
fn receiver(ctx: &Ctx<'_>, message: &Message) -> Option<Buyer> {
    let at = Business {
        seed: ctx.config().seed,
        account: &message.account,
    };
    ctx.state.phone.at_address(&message.to, at)
}

/// Lets the statuses that Twilio is going to report follow the habits of the phone they are reported from.
pub fn shape(ctx: &Ctx<'_>, message: &mut Message) {
    let Some(buyer) = receiver(ctx, message) else {
        return;
    };
    let book = &ctx.state.phone;
    let habits = book.habits_of(&buyer);
    let pair = book::pair(&buyer, message.from.trim_start_matches("whatsapp:"));
    if habits.is_off || book.blocked_by_buyer.contains(&pair) {
        message
            .steps
            .retain(|(status, _)| !["delivered", "read"].contains(&status.as_str()));
    }
    if habits.no_receipts {
        message.steps.retain(|(status, _)| status != "read");
    }
    if habits.reads_late {
        for (_, after) in message.steps.iter_mut().filter(|(status, _)| status == "read") {
            *after += LATE;
        }
    }
}

/// Switches what goes wrong with the webhooks of one dealer's account.
pub fn set_faults(ctx: &mut Ctx<'_>, body: &Value) -> Result<Value, String> {
    let account =
        account(ctx.state, body["to"].as_str().unwrap_or_default()).ok_or("there is no such dealer")?;
    for (name, outcome) in FAULTS {
        let Some(is) = body[name].as_bool() else { continue };
        let rule = Rule::new(outcome).account(&account).always();
        while let Some(at) = ctx.state.rules.all().iter().position(|known| *known == rule) {
            ctx.state.rules.remove(at);
        }
        if is {
            ctx.state.rules.add(rule);
        }
    }
    Ok(json!({"ok": true}))
}

/// What goes wrong with the webhooks of an account, as the page's switches stand.
pub fn faults(state: &State, account: &str) -> Value {
    let is = |outcome: &Outcome| {
        let rule = Rule::new(outcome.clone()).account(account).always();
        state.rules.all().contains(&rule)
    };
    FAULTS
        .iter()
        .map(|(name, outcome)| ((*name).to_owned(), json!(is(outcome))))
        .collect()
}

/// The account behind a sender's number.
pub fn account(state: &State, number: &str) -> Option<String> {
    let sender = state.senders.iter().find(|sender| sender.number == number)?;
    Some(sender.account.clone())
}

/// Makes a chat older, as Twilio and Meta see it: the window and the dates of its messages. The portal's own
/// clock is not moved, so it still believes what it saw.
pub fn backdate(ctx: &mut Ctx<'_>, body: &Value) -> Result<Value, String> {
    let seconds = body["seconds"].as_u64().ok_or("seconds is missing")?;
    let by = Millis::try_from(seconds).map_err(|_| "seconds is too large")? * 1000;
    let (name, dealer) = (
        body["as"].as_str().unwrap_or_default(),
        body["to"].as_str().unwrap_or_default(),
    );
    let buyer = ctx.state.phone.buyer(name).ok_or("there is no such buyer")?;
    let account = account(ctx.state, dealer).ok_or("there is no such dealer")?;
    let at = Business {
        seed: ctx.config().seed,
        account: &account,
    };
    let (address, user) = (buyer.address(at), buyer.user(at));
    if !ctx.state.windows.contains_key(&window_key(&address, dealer)) {
        return Err("This buyer has not written to this dealer yet.".to_owned());
    }
    for person in BTreeSet::from([&address, &user]) {
        if let Some(last) = ctx.state.windows.get_mut(&window_key(person, dealer)) {
            *last -= by;
        }
    }
    let (person, dealer_end) = (format!("whatsapp:{address}"), format!("whatsapp:{dealer}"));
    for message in &mut ctx.state.messages {
        let ends = (&message.from, &message.to);
        if ends == (&person, &dealer_end) || ends == (&dealer_end, &person) {
            message.created -= by;
            message.updated -= by;
            message.sent = message.sent.map(|at| at - by);
        }
    }
    for said in &mut ctx.state.phone.said {
        if said.buyer == buyer.id && said.to == dealer {
            said.at -= by;
        }
    }
    Ok(json!({"ok": true}))
}
