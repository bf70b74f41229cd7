//! `POST /v2/Channels/Senders/{XE…}`: a code, a new code, other webhooks, another profile.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::http::{Answer, Req};
use crate::otp::Method;
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::registration::{refuse, spend_attempt};
use crate::twilio::senders::{NewName, Sender, Status, Touched, position};
use crate::twilio::steps::{self, Step};
use crate::twilio::validation::Wanted;

/// How long Meta usually looks at a new display name.
const NAME_REVIEW: Duration = Duration::from_mins(20);

pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let wanted = Wanted::read(req)?;
    let touched = Touched {
        configuration: wanted.configuration.is_some(),
        webhook: wanted.webhook.is_some(),
        profile: wanted.profile.is_some(),
    };
    if let Some(code) = wanted.setting("verification_code") {
        enter_code(ctx, at, code)?;
    } else if let Some(method) = wanted.method() {
        send_again(ctx, at, method)?;
    }
    let now = ctx.now;
    let sender = &mut ctx.state.senders[at];
    if let Some(sid) = wanted.setting("voice_application_sid") {
        sender.voice_application_sid = Some(sid.to_owned());
    }
    if let Some(kind) = wanted
        .configuration
        .as_ref()
        .and_then(|group| group.get("account_type")?.as_str())
    {
        sender.account_type = (!kind.is_empty()).then(|| kind.to_owned());
    }
    if let Some(name) = wanted.friendly_name {
        sender.friendly_name = Some(name);
    }
    if let Some(webhook) = wanted.webhook {
        sender.webhook.extend(webhook);
    }
    if let Some(profile) = wanted.profile {
        let due = now + ctx.world.clock.shortened(NAME_REVIEW);
        change_profile(sender, profile, now, due);
    }
    if (touched.webhook || touched.profile) && sender.is_online() {
        sender.status = Status::OnlineUpdating;
        sender.steps = [Step::to(Status::Online).after(90)].into();
        steps::schedule(&ctx.world.clock, now, sender);
    }
    Ok(Answer::json(202, &sender.updated_json(touched)))
}

/// The answer is the same for every code; only a later look tells whether it was right.
fn enter_code(ctx: &mut Ctx<'_>, at: usize, code: &str) -> Result<(), Refusal> {
    let now = ctx.now;
    let sender = &ctx.state.senders[at];
    let Some(expected) = sender.expected.clone() else {
        return Err(refuse(63105));
    };
    let place = Place {
        number: Some(&sender.number),
        account: Some(&sender.account),
        ..Place::default()
    };
    let rules = &mut ctx.state.rules;
    let spoiled = rules.is(place, &Outcome::OtpWrong) || rules.is(place, &Outcome::OtpExpired);
    let sender = &mut ctx.state.senders[at];
    sender.status = Status::Verifying;
    sender.reasons.clear();
    sender.steps = if !spoiled && code == expected.code && now <= expected.until {
        sender.expected = None;
        // `VERIFYING` is already told in the answer.
        steps::to_online(sender.hiccup, 0).into_iter().skip(1).collect()
    } else {
        [Step::to(sender.waits_in).after(10).because(63116)].into()
    };
    steps::schedule(&ctx.world.clock, now, sender);
    Ok(())
}

fn send_again(ctx: &mut Ctx<'_>, at: usize, method: Method) -> Result<(), Refusal> {
    let sender = &ctx.state.senders[at];
    if sender.is_online() {
        return Err(refuse(63105));
    }
    let (sid, number) = (sender.sid.clone(), sender.number.clone());
    let is_waiting = sender.expected.is_some();
    if is_waiting {
        spend_attempt(ctx, &number)?;
    }
    let sender = &mut ctx.state.senders[at];
    sender.method = method;
    if is_waiting {
        sender.status = sender.waits_in;
        sender.reasons.clear();
        sender.steps.clear();
        sender.step_due = None;
        steps::send_code(ctx, &sid, &number, method);
    }
    Ok(())
}

/// Everything changes at once but the name, which Meta looks at first.
fn change_profile(sender: &mut Sender, mut profile: Map<String, Value>, now: i64, due: i64) {
    let new = profile
        .remove("name")
        .and_then(|name| name.as_str().map(str::to_owned));
    sender.profile.extend(profile);
    let old = sender.profile.get("name").and_then(Value::as_str);
    if let Some(name) = new.filter(|name| old != Some(name.as_str())) {
        sender.new_name = Some(NewName {
            name,
            status: "PENDING_REVIEW".into(),
            at: now,
            due: Some(due),
        });
    }
}
