//! `POST /v2/Channels/Senders`: registering a number with WhatsApp.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;

use crate::clock::millis;
use crate::http::{Answer, Req};
use crate::otp::Method;
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::{Refusal, sender_text};
use crate::twilio::senders::{Sender, Status};
use crate::twilio::steps::{self, Step};
use crate::twilio::validation::Wanted;

/// Meta allows this many registrations of one number in this time (Meta 133016, Twilio 20249).
pub const BUDGET: usize = 10;
pub const BUDGET_WINDOW: Duration = Duration::from_hours(72);

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    let wanted = Wanted::read(req)?;
    let number = wanted
        .number
        .clone()
        .ok_or_else(|| Refusal::invalid_sender("senderId is required"))?;
    let profile = wanted.profile.clone().unwrap_or_default();
    if profile
        .get("name")
        .and_then(Value::as_str)
        .is_none_or(|name| name.trim().is_empty())
    {
        return Err(Refusal::invalid_sender(
            "profile.name is required for WhatsApp senders",
        ));
    }
    let place = Place {
        number: Some(&number),
        account: Some(&account),
        ..Place::default()
    };
    let scripted = ctx
        .state
        .rules
        .take(place, |outcome| matches!(outcome, Outcome::Refused(_)));
    if let Some(Outcome::Refused(code)) = scripted.map(|rule| rule.outcome) {
        return Err(refuse(code));
    }
    let waba = usable_waba(ctx, &account, &number, &wanted)?;
    spend_attempt(ctx, &number)?;

    if let Some(waba) = ctx.state.waba_mut(&waba) {
        waba.twilio_account = Some(account.clone());
    }
    let mut sender = Sender {
        sid: ctx.state.chance.sid("XE"),
        account,
        number,
        friendly_name: wanted.friendly_name.clone(),
        waba_id: waba,
        method: wanted.method().unwrap_or_default(),
        voice_application_sid: wanted.setting("voice_application_sid").map(str::to_owned),
        account_type: wanted.setting("account_type").map(str::to_owned),
        webhook: wanted.webhook.unwrap_or_default(),
        profile,
        quality: "HIGH".into(),
        limit: "250 Customers/24hr".into(),
        ..Sender::default()
    };
    sender.steps = plan(ctx, &mut sender);
    steps::schedule(ctx.clock(), ctx.now, &mut sender);
    let answer = Answer::json(202, &sender.created_json());
    ctx.state.senders.push(sender);
    Ok(answer)
}

pub fn refuse(code: u32) -> Refusal {
    Refusal::new(400, code, sender_text(code))
}

/// One WABA belongs to one Twilio account and the other way round.
fn usable_waba(ctx: &Ctx<'_>, account: &str, number: &str, wanted: &Wanted) -> Result<String, Refusal> {
    let linked = ctx
        .state
        .wabas
        .iter()
        .find(|waba| waba.twilio_account.as_deref() == Some(account));
    let id = match (wanted.setting("waba_id"), linked) {
        (Some(id), Some(linked)) if linked.id != id => return Err(refuse(63102)),
        (Some(id), _) => id,
        (None, Some(linked)) => &linked.id,
        (None, None) => return Err(Refusal::invalid_sender("configuration.wabaId is required")),
    };
    let waba = ctx
        .state
        .waba(id)
        .filter(|waba| waba.is_shared && !waba.is_deleted)
        .ok_or_else(|| refuse(63101))?;
    if waba
        .twilio_account
        .as_deref()
        .is_some_and(|owner| owner != account)
    {
        return Err(refuse(63101));
    }
    if waba.has_foreign_credit_line {
        return Err(refuse(63103));
    }
    if waba.is_banned {
        return Err(refuse(63112));
    }
    if let Some(other) = ctx.state.senders.iter().find(|sender| sender.number == number) {
        // Twilio does not document its answer to a number that is registered already. Refusing is
        // what makes a client that retries blindly visible.
        return Err(if other.account == account {
            Refusal::new(409, 63105, "The sender already exists in this account")
        } else {
            refuse(63109)
        });
    }
    let used = ctx
        .state
        .senders
        .iter()
        .filter(|sender| sender.waba_id == waba.id)
        .count();
    if used >= waba.max_numbers {
        return Err(refuse(63104));
    }
    Ok(waba.id.clone())
}

/// Counts one registration, or refuses the one that is too many.
pub fn spend_attempt(ctx: &mut Ctx<'_>, number: &str) -> Result<(), Refusal> {
    let since = ctx.now - millis(BUDGET_WINDOW);
    let spent = ctx.state.registrations.entry(number.to_owned()).or_default();
    if spent.iter().filter(|at| **at > since).count() >= BUDGET {
        return Err(refuse(20249));
    }
    spent.push(ctx.now);
    Ok(())
}

/// Everything that will happen to a fresh sender, as far as it can be known now.
fn plan(ctx: &mut Ctx<'_>, sender: &mut Sender) -> VecDeque<Step> {
    let place = Place {
        number: Some(&sender.number),
        account: Some(&sender.account),
        ..Place::default()
    };
    let rules = &mut ctx.state.rules;
    let review = rules.take(place, |outcome| *outcome == Outcome::TwilioReview);
    let scripted_offline = rules.take(place, |outcome| matches!(outcome, Outcome::EndsOffline(_)));
    let on_whatsapp =
        rules.is(place, &Outcome::NumberOnWhatsapp) || ctx.state.on_whatsapp.contains(&sender.number);
    sender.hiccup = rules.is(place, &Outcome::TransientOffline);

    let offline = match scripted_offline.map(|rule| rule.outcome) {
        Some(Outcome::EndsOffline(code)) => Some(code),
        _ => on_whatsapp.then_some(63110),
    };
    let mut steps = match offline {
        Some(code) => [Step::to(Status::Offline).after(30).because(code)].into(),
        None => until_code(ctx, sender),
    };
    if let Some(rule) = review {
        let lasts = Duration::from_secs(rule.seconds.unwrap_or(30 * 60));
        if let Some(next) = steps.front_mut() {
            *next = next.clone().lasting(lasts);
        }
        steps.push_front(Step::to(Status::TwilioReview).after(10));
    }
    steps
}

fn until_code(ctx: &mut Ctx<'_>, sender: &mut Sender) -> VecDeque<Step> {
    match way_of_the_code(ctx, sender) {
        Way::NotNeeded | Way::ReadByTwilio => steps::to_online(sender.hiccup, 45),
        Way::ToSomebody => {
            let own = ctx
                .state
                .owned_number(&sender.number)
                .is_some_and(|number| number.account == sender.account);
            sender.waits_in = if own {
                Status::Verifying
            } else {
                Status::PendingVerification
            };
            [Step::to(sender.waits_in).after(20).sending_code()].into()
        }
    }
}

enum Way {
    /// The number was verified in the popup.
    NotNeeded,
    /// Twilio reads the SMS itself.
    ReadByTwilio,
    ToSomebody,
}

fn way_of_the_code(ctx: &mut Ctx<'_>, sender: &Sender) -> Way {
    let verified =
        ctx.state.meta_numbers.iter().any(|known| {
            known.number == sender.number && known.waba_id == sender.waba_id && known.is_verified
        });
    let place = Place {
        number: Some(&sender.number),
        account: Some(&sender.account),
        ..Place::default()
    };
    if verified && !ctx.state.rules.is(place, &Outcome::OtpAgain) {
        return Way::NotNeeded;
    }
    let reads_itself = ctx
        .state
        .owned_number(&sender.number)
        .is_some_and(|number| number.account == sender.account && number.sms && sender.method == Method::Sms);
    if reads_itself {
        Way::ReadByTwilio
    } else {
        Way::ToSomebody
    }
}
