//! What the control page shows.

use std::sync::{Arc, PoisonError};

use serde_json::{Value, json};

use crate::meta::signup::{self, SignupScript, Solution};
use crate::rules::Outcome;
use crate::world::World;

const RECENT: usize = 60;

pub fn state(world: &World) -> Value {
    let now = world.clock.now();
    world.look(|state| {
        let outcomes: Vec<&str> = Outcome::PLAIN.iter().map(|(name, _)| *name).collect();
        // Everything but secrets: this page is shown to people.
        let accounts: Vec<Value> = state
            .accounts
            .iter()
            .map(|account| {
                json!({
                    "sid": account.sid,
                    "friendly_name": account.friendly_name,
                    "status": account.status,
                    "is_parent": account.is_parent(),
                })
            })
            .collect();
        let senders: Vec<Value> = state
            .dealers_senders()
            .map(|sender| {
                json!({
                    "sid": sender.sid,
                    "account": sender.account,
                    "number": sender.number,
                    "status": sender.status,
                    "reasons": sender.reasons,
                    "waba_id": sender.waba_id,
                    "quality": sender.quality,
                    "limit": sender.limit,
                    "name": sender.profile.get("name"),
                    "callback_url": sender.hook("callback_url"),
                    "registrations": state.registrations.get(&sender.number).map_or(0, Vec::len),
                    "next_in_ms": sender.step_due.map(|due| due - now),
                })
            })
            .collect();
        let otps: Vec<Value> = state
            .otps
            .iter()
            .rev()
            .take(RECENT)
            .map(|otp| {
                let has_arrived = otp.arrives_at.is_some_and(|at| at <= now);
                json!({
                    "number": otp.number,
                    "method": otp.method,
                    "reached": otp.reached,
                    "has_arrived": has_arrived,
                    "code": has_arrived.then_some(&otp.code),
                    "text": has_arrived.then_some(&otp.text),
                    "sent_at": otp.sent_at,
                })
            })
            .collect();
        let runs: Vec<Value> = state
            .runs
            .iter()
            .rev()
            .take(20)
            .map(|run| {
                json!({
                    "screen": run.screen,
                    "ended": run.ended,
                    "waba_id": run.waba_id,
                    "number": run.number,
                    "started_at": run.started_at,
                    "script": run.script,
                })
            })
            .collect();
        json!({
            "now": now,
            "speed": world.config.speed,
            "urls": world.urls,
            "meta_webhook": state.meta_webhook,
            "rules": state.rules.all(),
            "outcomes": outcomes,
            "screens": crate::SCREENS,
            "accounts": accounts,
            "numbers": state.numbers,
            "senders": senders,
            "portfolios": state.portfolios,
            "wabas": state.wabas,
            "meta_numbers": state.meta_numbers,
            "on_whatsapp": state.on_whatsapp,
            "otps": otps,
            "calls": state.calls.iter().rev().take(20).collect::<Vec<_>>(),
            "messages": state.messages.iter().rev().take(RECENT).collect::<Vec<_>>(),
            "deliveries": state.deliveries.iter().rev().take(RECENT).collect::<Vec<_>>(),
            "runs": runs,
            "heard": heard(world, RECENT),
        })
    })
}

/// The latest requests, newest first.
pub fn heard(world: &World, most: usize) -> Value {
    let heard = world.heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.iter().rev().take(most).map(|one| json!(one)).collect()
}

/// Embedded Signup without a browser, for scripts outside Rust.
pub async fn signup(world: &Arc<World>, body: &Value) -> Result<Value, String> {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let mut script = SignupScript {
        number: text("number"),
        ..SignupScript::default()
    };
    if let Some(name) = text("business_name") {
        script.display_name.clone_from(&name);
        script.business_name = name;
    }
    script.waba_id = text("waba_id");
    script.business_id = text("business_id");
    match body.get("solution_id") {
        None => {}
        Some(Value::String(id)) => script.solution = Solution::Wrong(id.clone()),
        Some(_) => script.solution = Solution::Missing,
    }
    let outcome = signup::complete(world, script).await;
    Ok(json!({
        "waba_id": outcome.waba_id,
        "business_id": outcome.business_id,
        "phone_number_id": outcome.phone_number_id,
        "code": outcome.code,
        "messages": outcome.messages,
        "callback_first": outcome.callback_first,
    }))
}
