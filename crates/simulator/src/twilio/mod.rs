//! Twilio: which call is meant, who asks, what goes wrong, and then the work.

pub mod accounts;
pub mod applications;
pub mod auth;
pub mod content;
pub mod errors;
pub mod inventory;
pub mod media;
pub mod messages;
pub mod numbers;
pub mod paging;
pub mod pricing;
pub mod registration;
pub mod regulations;
pub mod routes;
pub mod senders;
pub mod sending;
pub mod steps;
pub mod ticks;
pub mod typing;
pub mod updates;
pub mod validation;
pub mod webhooks;

use std::sync::Arc;

use crate::http::{Answer, Req};
use crate::rules::{Outcome, Place};
use crate::server::{Passed, slowly};
use crate::state::{Ctx, State};
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::routes::Route;
use crate::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Core,
    Messaging,
    Content,
    Numbers,
    Pricing,
}

impl Api {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "api" => Self::Core,
            "messaging" => Self::Messaging,
            "content" => Self::Content,
            "numbers" => Self::Numbers,
            "pricing" => Self::Pricing,
            _ => return None,
        })
    }
}

/// Answers one request, the scripted faults of the wire included. Also returns the call's name and
/// the account that asked, for the memory.
pub async fn answer(world: &Arc<World>, api: Api, req: &Req) -> (Passed, &'static str, Option<String>) {
    let request_id = world.lightly(|ctx| ctx.state.chance.sid("RQ"));
    let stamp = |answer: Answer| Passed::Answered(answer.with("t-request-id", request_id.clone()));

    let caller = match world.look(|state| auth::caller(state, req)) {
        Ok(caller) => caller,
        Err(refusal) => return (stamp(refusal.into_answer()), "", None),
    };
    let account = Some(caller.account.clone());
    let Some(&Route { call, handler, .. }) = routes::find(api, req) else {
        return (stamp(Refusal::missing(req).into_answer()), "", account);
    };
    let fault = world.lightly(|ctx| fault(ctx, call, &caller, req));
    let outcome = fault.as_ref().map(|rule| &rule.outcome);
    match outcome {
        Some(Outcome::Http429) => return (stamp(too_many()), call, account),
        Some(Outcome::Http500Html) => {
            let page = Answer::text(
                500,
                "text/html",
                "<html><body><h1>Internal Server Error</h1></body></html>",
            );
            return (stamp(page), call, account);
        }
        Some(Outcome::Http503) => {
            return (
                stamp(Refusal::new(503, 20503, "Service unavailable").into_answer()),
                call,
                account,
            );
        }
        Some(Outcome::Slow) => slowly(fault.as_ref().and_then(|rule| rule.seconds).unwrap_or(2)).await,
        _ => {}
    }
    let answer = world
        .with(|ctx| handler(ctx, &caller, req))
        .unwrap_or_else(Refusal::into_answer);
    match outcome {
        Some(Outcome::ConnectionCut) => (Passed::Cut, call, account),
        Some(Outcome::Http500Unknown) => (
            stamp(Refusal::new(500, 20500, "An internal server error has occurred").into_answer()),
            call,
            account,
        ),
        _ => (stamp(answer), call, account),
    }
}

fn too_many() -> Answer {
    Refusal::new(429, 20429, "Too Many Requests")
        .into_answer()
        .with("retry-after", "1")
        .with("twilio-concurrent-requests", "100")
}

fn fault(ctx: &mut Ctx<'_>, call: &'static str, caller: &Caller, req: &Req) -> Option<crate::rules::Rule> {
    let number = subject(ctx.state, req);
    let in_path = (req.part(0) == "2010-04-01")
        .then(|| req.part(2))
        .filter(|sid| !sid.is_empty());
    let form = req.form();
    let place = Place {
        number: number.as_deref(),
        account: Some(in_path.unwrap_or(&caller.account)),
        call: Some(call),
        person: form.given("To").map(messages::bare),
        template: None,
    };
    ctx.state.rules.take(place, |outcome| {
        matches!(
            outcome,
            Outcome::Http429
                | Outcome::Http500Unknown
                | Outcome::Http500Html
                | Outcome::Http503
                | Outcome::Slow
                | Outcome::ConnectionCut
        )
    })
}

/// The phone number a request is about, where it says so.
fn subject(state: &State, req: &Req) -> Option<String> {
    let plain = |text: &str| text.trim_start_matches("whatsapp:").to_owned();
    if let Some(sid) = req.parts.iter().find(|part| part.starts_with("XE")) {
        return state
            .senders
            .iter()
            .find(|sender| sender.sid == *sid)
            .map(|sender| sender.number.clone());
    }
    if let Some(sid) = req.parts.iter().find(|part| part.starts_with("PN")) {
        return state
            .numbers
            .iter()
            .find(|number| number.sid == *sid)
            .map(|number| number.phone_number.clone());
    }
    if let Some(id) = req.json().and_then(|body| body["sender_id"].as_str().map(plain)) {
        return Some(id);
    }
    let form = req.form();
    ["PhoneNumber", "From"]
        .iter()
        .find_map(|name| form.given(name).or_else(|| req.query.given(name)).map(plain))
}
