//! What a buyer's phone does otherwise than most, and what goes wrong on the way of a dealer's webhooks.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Millis;
use crate::delivery::From;
use crate::phone::book::{self, Business, Buyer};
use crate::rules::{Outcome, Rule};
use crate::state::{Ctx, State};
use crate::twilio::messages::bare;
use crate::twilio::ticks;

/// Between two statuses of a message that had waited, in milliseconds.
const STEP: Millis = 600;
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
    let known = number.as_deref().and_then(|number| known_as(ctx.state, number));
    let name = if name.is_empty() {
        known.unwrap_or_default()
    } else {
        name.to_owned()
    };
    let buyer = ctx.state.phone.add(&name, number);
    Ok(json!({"id": buyer.id, "name": buyer.name, "number": buyer.number}))
}

/// The name under which somebody has written before, in another way than on a phone.
fn known_as(state: &State, number: &str) -> Option<String> {
    let from = ("From".to_owned(), format!("whatsapp:{number}"));
    state
        .deliveries
        .iter()
        .rev()
        .find_map(|delivery| match &delivery.from {
            From::Twilio { form, .. } if form.contains(&from) => {
                let name = form.iter().find(|(key, _)| key == "ProfileName");
                name.map(|(_, name)| name.clone())
            }
            _ => None,
        })
}

/// Changes the habits that are named; the others stay.
pub fn set(ctx: &mut Ctx<'_>, id: &str, body: &Value) -> Result<Value, String> {
    let buyer = ctx.state.phone.buyer(id).ok_or("there is no such buyer")?;
    let dealer = body["to"].as_str().unwrap_or_default();
    let ends = Ends::of(ctx, &buyer, dealer)?;
    let was_off = ctx.state.rules.all().contains(&ends.rule(Outcome::StuckAtSent));
    for (name, rule) in ends.habits() {
        if let Some(is) = body[name].as_bool() {
            switch(ctx.state, rule, is);
        }
    }
    let pair = book::pair(&buyer, dealer);
    match body["is_blocked"].as_bool() {
        Some(true) => ctx.state.phone.blocked_by_dealer.insert(pair),
        Some(false) => ctx.state.phone.blocked_by_dealer.remove(&pair),
        None => false,
    };
    if was_off && body["is_off"] == false {
        deliver_what_waited(ctx, &ends);
    }
    Ok(json!({"ok": true}))
}

/// The habits of a buyer towards a dealer, as the page's switches stand.
pub fn of(state: &State, ends: &Ends, is_blocked: bool) -> Value {
    let rules = ends.habits().into_iter();
    let mut found: Value = rules
        .map(|(name, rule)| (name.to_owned(), json!(state.rules.all().contains(&rule))))
        .collect();
    found["is_blocked"] = is_blocked.into();
    found
}

/// The two ends of a chat, as rules name them.
pub struct Ends {
    person: String,
    dealer: String,
}

impl Ends {
    pub fn new(person: String, dealer: &str) -> Self {
        let dealer = dealer.to_owned();
        Self { person, dealer }
    }

    fn of(ctx: &Ctx<'_>, buyer: &Buyer, dealer: &str) -> Result<Self, String> {
        let account = account(ctx.state, dealer).ok_or("there is no such dealer")?;
        let at = Business {
            seed: ctx.config().seed,
            account: &account,
        };
        Ok(Self::new(buyer.address(at), dealer))
    }

    fn rule(&self, outcome: Outcome) -> Rule {
        Rule::new(outcome).person(&self.person).always()
    }

    fn habits(&self) -> [(&'static str, Rule); 4] {
        [
            ("is_off", self.rule(Outcome::StuckAtSent)),
            ("reads_late", self.rule(Outcome::ReadLate)),
            ("no_receipts", self.rule(Outcome::NeverRead)),
            // Somebody who has blocked one dealer still hears the others.
            (
                "has_blocked",
                self.rule(Outcome::StuckAtSent).number(&self.dealer),
            ),
        ]
    }
}

fn switch(state: &mut State, rule: Rule, is: bool) {
    while let Some(at) = state.rules.all().iter().position(|known| *known == rule) {
        state.rules.remove(at);
    }
    if is {
        state.rules.add(rule);
    }
}

/// The phone is on again: everything that stayed at one tick arrives.
fn deliver_what_waited(ctx: &mut Ctx<'_>, ends: &Ends) {
    let to = format!("whatsapp:{}", ends.person);
    let rules = ctx.state.rules.all();
    let reads = !rules.contains(&ends.rule(Outcome::NeverRead));
    let after = if ctx.clock().is_instant() { 0 } else { STEP };
    for at in 0..ctx.state.messages.len() {
        let mut message = ctx.state.messages[at].clone();
        let blocked = ends.rule(Outcome::StuckAtSent).number(bare(&message.from));
        let waits = message.to == to && message.status == "sent" && message.steps.is_empty();
        if !waits || ctx.state.rules.all().contains(&blocked) {
            continue;
        }
        let statuses = ["delivered", "read"].into_iter().take(1 + usize::from(reads));
        message.steps = statuses.map(|status| (status.to_owned(), after)).collect();
        ticks::start(ctx, &mut message);
        ctx.state.messages[at] = message;
    }
}

/// Switches what goes wrong with the webhooks of one dealer's account.
pub fn set_faults(ctx: &mut Ctx<'_>, body: &Value) -> Result<Value, String> {
    let account =
        account(ctx.state, body["to"].as_str().unwrap_or_default()).ok_or("there is no such dealer")?;
    for (name, outcome) in FAULTS {
        let Some(is) = body[name].as_bool() else { continue };
        switch(ctx.state, Rule::new(outcome).account(&account).always(), is);
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

/// Lets time pass, for the whole simulated world: windows close, and what was due in between happens now.
pub fn let_time_pass(ctx: &mut Ctx<'_>, body: &Value) -> Result<Value, String> {
    let seconds = body["seconds"].as_u64().ok_or("seconds is missing")?;
    if seconds > 30 * 86_400 {
        return Err("At most 30 days at a time.".to_owned());
    }
    ctx.world.clock.skip(Duration::from_secs(seconds));
    ctx.state.skipped = ctx.world.clock.skipped();
    Ok(json!({"ok": true}))
}
