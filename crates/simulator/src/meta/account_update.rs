//! Meta's webhook: what happens to a WABA, told to the ISV's app, and what follows at Twilio.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::Millis;
use crate::delivery;
use crate::state::Ctx;
use crate::twilio::senders::Status;

/// The ISV's own portfolio, which `entry.id` names in the `PARTNER_…` events. In the others it is the WABA.
const PORTFOLIO: &str = "506914307656634";
/// Twilio's.
const SOLUTION_PARTNER: &str = "116133292427920";

/// When and how `PARTNER_ADDED` comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PartnerAdded {
    /// Before the page hears anything.
    Before,
    /// A little later.
    #[default]
    After,
    Never,
    /// As [`Self::After`], but nothing in it names Twilio's solution.
    WithoutSolutionId,
    Twice,
}

/// Something that happens to a WABA after signup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MetaEvent {
    /// `PARTNER_REMOVED`, `PARTNER_APP_UNINSTALLED`, `ACCOUNT_DELETED`, `DISABLED_UPDATE`,
    /// `ACCOUNT_VIOLATION`, `ACCOUNT_RESTRICTION`, `QUALITY`, `LIMIT`, `NAME`, `REVIEW`.
    pub event: String,
    pub waba_id: String,
    /// E.164, for events about one number; all of the WABA's when missing.
    #[serde(default)]
    pub number: Option<String>,
    /// The new value: a ban state, a quality (`GREEN`, `YELLOW`, `RED`), a tier (`TIER_2K`), a
    /// decision (`APPROVED`, `REJECTED`).
    #[serde(default)]
    pub value: Option<String>,
}

fn notification(ctx: &Ctx<'_>, waba: &str, field: &str, value: &Value) -> Value {
    let is_partner = value["event"]
        .as_str()
        .is_some_and(|event| event.starts_with("PARTNER_"));
    json!({
        "object": "whatsapp_business_account",
        "entry": [{
            "id": if is_partner { PORTFOLIO } else { waba },
            "time": ctx.now / 1000,
            "changes": [{"field": field, "value": value}],
        }],
    })
}

pub fn partner_added(
    ctx: &mut Ctx<'_>,
    waba: &str,
    business: &str,
    solution: Option<&str>,
    when: PartnerAdded,
) {
    let solution = solution.filter(|_| when != PartnerAdded::WithoutSolutionId);
    let mut info = json!({"waba_id": waba, "owner_business_id": business});
    if let Some(solution) = solution {
        info["solution_id"] = solution.into();
        info["solution_partner_business_ids"] = json!([PORTFOLIO, SOLUTION_PARTNER]);
    }
    let body = notification(
        ctx,
        waba,
        "account_update",
        &json!({"event": "PARTNER_ADDED", "waba_info": info}),
    );
    let soon: Millis = ctx.clock().courtesy(Duration::from_secs(20));
    let times: &[Millis] = match when {
        PartnerAdded::Never => &[],
        PartnerAdded::Before => &[0],
        PartnerAdded::After | PartnerAdded::WithoutSolutionId => &[soon],
        PartnerAdded::Twice => &[soon, soon],
    };
    for delay in times {
        let at = ctx.now + delay;
        delivery::to_meta_app(ctx, &body, at);
    }
}

/// Applies an event and tells the app. Returns why it cannot.
pub fn happen(ctx: &mut Ctx<'_>, event: &MetaEvent) -> Result<(), String> {
    let waba = ctx
        .state
        .waba(&event.waba_id)
        .cloned()
        .ok_or_else(|| format!("no WABA {}", event.waba_id))?;
    let value = event.value.as_deref();
    let owner = json!({"waba_id": waba.id, "owner_business_id": waba.portfolio_id});
    let solution = ctx.config().solution_id.clone();
    let (field, told) = match event.event.as_str() {
        "PARTNER_REMOVED" => {
            set(ctx, event, |waba| waba.is_shared = false);
            go_offline(ctx, event, 63111);
            let mut info = owner;
            info["solution_id"] = solution.into();
            info["solution_partner_business_ids"] = json!([PORTFOLIO, SOLUTION_PARTNER]);
            (
                "account_update",
                json!({"event": "PARTNER_REMOVED", "waba_info": info}),
            )
        }
        "PARTNER_APP_UNINSTALLED" => {
            set(ctx, event, |waba| waba.is_shared = false);
            go_offline(ctx, event, 63111);
            (
                "account_update",
                json!({"event": "PARTNER_APP_UNINSTALLED", "waba_info": owner}),
            )
        }
        "ACCOUNT_DELETED" => {
            set(ctx, event, |waba| waba.is_deleted = true);
            go_offline(ctx, event, 63111);
            (
                "account_update",
                json!({"event": "ACCOUNT_DELETED", "waba_info": owner}),
            )
        }
        "DISABLED_UPDATE" => ("account_update", disabled(ctx, event, value.unwrap_or("DISABLE"))),
        "ACCOUNT_VIOLATION" => {
            let kind = value.unwrap_or("SPAM");
            (
                "account_update",
                json!({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": kind}, "waba_info": owner}),
            )
        }
        "ACCOUNT_RESTRICTION" => {
            let kind = value.unwrap_or("RESTRICTED_BIZ_INITIATED_MESSAGING");
            (
                "account_update",
                json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": kind}], "waba_info": owner}),
            )
        }
        "QUALITY" => return quality(ctx, event, value.unwrap_or("YELLOW")),
        "LIMIT" => {
            let tier = value.unwrap_or("TIER_2K");
            each_sender(ctx, event, |sender| sender.limit = limit_text(tier));
            let shown = display(ctx, event)?;
            (
                "phone_number_quality_update",
                json!({"display_phone_number": shown, "event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": tier}),
            )
        }
        "NAME" => (
            "phone_number_name_update",
            name(ctx, event, value.unwrap_or("APPROVED"))?,
        ),
        "REVIEW" => (
            "account_review_update",
            json!({"decision": value.unwrap_or("APPROVED")}),
        ),
        other => return Err(format!("{other:?} is not an event of Meta's that is played here")),
    };
    let body = notification(ctx, &waba.id, field, &told);
    let now = ctx.now;
    delivery::to_meta_app(ctx, &body, now);
    Ok(())
}

fn disabled(ctx: &mut Ctx<'_>, event: &MetaEvent, state: &str) -> Value {
    match state {
        "DISABLE" => {
            set(ctx, event, |waba| waba.is_banned = true);
            go_offline(ctx, event, 63112);
        }
        "REINSTATE" => {
            set(ctx, event, |waba| waba.is_banned = false);
            each_sender(ctx, event, |sender| {
                if sender.status == Status::Offline {
                    sender.status = Status::Online;
                    sender.reasons.clear();
                }
            });
        }
        // Announced only: nothing changes yet.
        _ => {}
    }
    json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": state, "waba_ban_date": "April 17, 2027"}})
}

fn quality(ctx: &mut Ctx<'_>, event: &MetaEvent, colour: &str) -> Result<(), String> {
    let word = match colour {
        "GREEN" => "HIGH",
        "YELLOW" => "MEDIUM",
        "RED" => "LOW",
        other => return Err(format!("{other:?} is not a quality")),
    };
    each_sender(ctx, event, |sender| word.clone_into(&mut sender.quality));
    for number in &mut ctx.state.meta_numbers {
        if number.waba_id == event.waba_id
            && event
                .number
                .as_ref()
                .is_none_or(|wanted| *wanted == number.number)
        {
            colour.clone_into(&mut number.quality);
        }
    }
    // Meta has no webhook for it any more; it is found by looking.
    Ok(())
}

fn name(ctx: &mut Ctx<'_>, event: &MetaEvent, decision: &str) -> Result<Value, String> {
    let now = ctx.now;
    let mut requested = None;
    each_sender(ctx, event, |sender| {
        let Some(new) = &mut sender.new_name else { return };
        requested = Some(new.name.clone());
        new.due = None;
        new.at = now;
        if decision == "APPROVED" {
            "COMPLETED".clone_into(&mut new.status);
            sender.profile.insert("name".into(), new.name.clone().into());
        } else {
            "DECLINED".clone_into(&mut new.status);
        }
    });
    let reason = (decision == "REJECTED").then_some("NAME_FORMAT_UNACCEPTABLE");
    Ok(json!({
        "display_phone_number": display(ctx, event)?,
        "decision": decision,
        "requested_verified_name": requested,
        "rejection_reason": reason,
    }))
}

fn set(ctx: &mut Ctx<'_>, event: &MetaEvent, change: impl FnOnce(&mut crate::meta::assets::Waba)) {
    if let Some(waba) = ctx.state.waba_mut(&event.waba_id) {
        change(waba);
    }
}

fn each_sender(
    ctx: &mut Ctx<'_>,
    event: &MetaEvent,
    mut change: impl FnMut(&mut crate::twilio::senders::Sender),
) {
    let covered = ctx.state.senders.iter_mut().filter(|sender| {
        sender.waba_id == event.waba_id
            && event
                .number
                .as_ref()
                .is_none_or(|number| *number == sender.number)
    });
    covered.for_each(&mut change);
}

fn go_offline(ctx: &mut Ctx<'_>, event: &MetaEvent, code: u32) {
    each_sender(ctx, event, |sender| {
        sender.status = Status::Offline;
        sender.reasons = vec![code];
        sender.steps.clear();
        sender.step_due = None;
    });
}

/// The number that an event about a number shows, in digits.
fn display(ctx: &Ctx<'_>, event: &MetaEvent) -> Result<String, String> {
    let first = ctx
        .state
        .senders
        .iter()
        .find(|sender| sender.waba_id == event.waba_id);
    let number = event
        .number
        .clone()
        .or_else(|| first.map(|sender| sender.number.clone()));
    let number = number.ok_or_else(|| format!("{} has no number to tell about", event.waba_id))?;
    Ok(number.trim_start_matches('+').to_owned())
}

/// `TIER_2K` is "2K Customers/24hr" to Twilio.
fn limit_text(tier: &str) -> String {
    match tier.trim_start_matches("TIER_") {
        "UNLIMITED" => "Unlimited".to_owned(),
        other => format!("{other} Customers/24hr"),
    }
}
