//! From `received` to Meta's word, and what Meta does to a template later.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, millis};
use crate::http::Req;
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::content::{Template, judge, render};
use crate::twilio::errors::Refusal;

/// A rejected or deleted name cannot be used again for this long.
const BLOCKED: Duration = Duration::from_hours(30 * 24);
/// The first pause, the second; after that the template is disabled.
const PAUSES: [Duration; 2] = [Duration::from_hours(3), Duration::from_hours(6)];

/// What Meta says, and what it will say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Approval {
    pub name: String,
    pub category: String,
    pub content_type: String,
    pub status: String,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
    pub pauses: usize,
    pub steps: VecDeque<Step>,
    pub step_due: Option<Millis>,
}

/// The next word and how long it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub status: String,
    pub reason: String,
    /// The category Meta gives it; empty keeps the one there is.
    pub category: String,
    pub after: Millis,
    /// Does not come because somebody asks, only because time passes.
    pub holds: bool,
}

impl Step {
    fn to(status: &str, after: Duration) -> Self {
        Self {
            status: status.to_owned(),
            after: millis(after),
            ..Self::default()
        }
    }
    fn holding(mut self) -> Self {
        self.holds = true;
        self
    }
}

impl Approval {
    pub fn json(&self) -> Value {
        json!({
            "allow_category_change": true,
            "category": self.category,
            "content_type": self.content_type,
            "name": self.name,
            "rejection_reason": self.reason,
            "status": self.status,
            "type": "whatsapp",
        })
    }

    /// Of a template that was never submitted.
    pub fn none() -> Value {
        let nothing = Self {
            status: "unsubmitted".into(),
            ..Self::default()
        };
        nothing.json()
    }
}

/// 92009.
pub fn submitted() -> Refusal {
    let text = "The template associated with this SID has already been submitted for approval.";
    Refusal::new(400, 92009, text)
}

/// Takes a template for review and decides what will come of it.
pub fn submit(ctx: &mut Ctx<'_>, at: usize, req: &Req) -> Result<(), Refusal> {
    if ctx.state.templates[at].approval.is_some() {
        return Err(submitted());
    }
    let refuse = |code, text: &str| Refusal::new(400, code, text);
    let body = req.json().unwrap_or_default();
    let name = body["name"].as_str().unwrap_or_default();
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if name.is_empty() || name.len() > 512 || !name.bytes().all(allowed) {
        let text = "name may only contain lowercase alphanumeric characters and underscores";
        return Err(refuse(92004, text));
    }
    let category = body["category"].as_str().unwrap_or_default();
    if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&category) {
        return Err(refuse(
            20001,
            "category must be UTILITY, MARKETING or AUTHENTICATION",
        ));
    }
    let kind = render::richest(&ctx.state.templates[at].types).map_or("", |(kind, _)| kind);
    if ["twilio/list-picker", "twilio/location", ""].contains(&kind) {
        // Only inside the window; the code is our choice.
        return Err(refuse(92004, "This content type cannot be submitted to WhatsApp"));
    }
    let mut approval = Approval {
        name: name.to_owned(),
        category: category.to_owned(),
        content_type: kind.to_owned(),
        status: "received".into(),
        ..Approval::default()
    };
    approval.steps = review(ctx, at, &approval);
    schedule(ctx, &mut approval);
    ctx.state.templates[at].updated = ctx.now;
    ctx.state.templates[at].approval = Some(approval);
    Ok(())
}

/// Which words follow `received`.
fn review(ctx: &mut Ctx<'_>, at: usize, approval: &Approval) -> VecDeque<Step> {
    let template = ctx.state.templates[at].clone();
    let place = Place {
        account: Some(&template.account),
        template: Some(&approval.name),
        ..Place::default()
    };
    let reason = why_not(ctx, &template, &approval.name);
    let rules = &mut ctx.state.rules;
    if rules.is(place, &Outcome::TemplateStuck) {
        return VecDeque::new();
    }
    let pending = Step::to("pending", Duration::from_mins(1));
    let scripted = rules
        .is(place, &Outcome::TemplateRejected)
        .then(|| judge::written(2_388_072, "The message body doesn't follow WhatsApp's guidelines"));
    if let Some(reason) = scripted.or(reason) {
        let mut rejected = Step::to("rejected", Duration::from_mins(5));
        rejected.reason = reason;
        return VecDeque::from([pending, rejected]);
    }
    let mut approved = Step::to("approved", Duration::from_mins(5));
    if rules.is(place, &Outcome::TemplateRecategorized) {
        approved.category = "MARKETING".into();
    }
    let mut steps = VecDeque::from([pending, approved]);
    if rules.is(place, &Outcome::TemplatePaused) {
        steps.push_back(Step::to("paused", Duration::from_mins(10)).holding());
    }
    if rules.is(place, &Outcome::TemplateDisabled) {
        steps.push_back(Step::to("disabled", Duration::from_mins(10)).holding());
    }
    steps
}

fn why_not(ctx: &Ctx<'_>, template: &Template, name: &str) -> Option<String> {
    let taken = ctx.state.templates.iter().any(|other| {
        other.account == template.account
            && other.language == template.language
            && other.status() != "rejected"
            && other
                .approval
                .as_ref()
                .is_some_and(|approval| approval.name == name)
    });
    let key = name_key(&template.account, name, &template.language);
    let blocked = ctx.state.blocked_names.get(&key).copied();
    judge::reason(template, taken, blocked, ctx.now)
}

fn name_key(account: &str, name: &str, language: &str) -> String {
    format!("{account}>{name}>{language}")
}

/// A name that Meta has seen is blocked after its template is gone.
pub fn block_name(ctx: &mut Ctx<'_>, template: &Template) {
    let Some(approval) = &template.approval else {
        return;
    };
    // What never reached Meta blocks nothing: that is why deleting a stuck one helps.
    if approval.status != "received" {
        let key = name_key(&template.account, &approval.name, &template.language);
        ctx.state.blocked_names.insert(key, ctx.now + millis(BLOCKED));
    }
}

fn schedule(ctx: &Ctx<'_>, approval: &mut Approval) {
    approval.step_due = approval.steps.front().map(|step| {
        let usual = Duration::from_millis(u64::try_from(step.after).unwrap_or(0));
        ctx.now + ctx.clock().shortened(usual)
    });
}

/// Somebody asked: in an instant world that is what makes time pass.
pub fn asked(ctx: &mut Ctx<'_>, at: usize) {
    let approval = ctx.state.templates[at].approval.as_ref();
    let next = approval.and_then(|approval| approval.steps.front());
    if ctx.clock().is_instant() && next.is_some_and(|step| !step.holds) {
        take(ctx, at);
    }
}

fn take(ctx: &mut Ctx<'_>, at: usize) {
    let template = ctx.state.templates[at].clone();
    let Some(mut approval) = template.approval.clone() else {
        return;
    };
    let Some(step) = approval.steps.pop_front() else {
        return;
    };
    approval.status = step.status;
    approval.reason = step.reason;
    if !step.category.is_empty() {
        approval.category = step.category;
    }
    if approval.status == "rejected" {
        block_name(ctx, &template);
    }
    if approval.status == "paused" {
        pause(&mut approval);
    }
    schedule(ctx, &mut approval);
    ctx.state.templates[at].updated = ctx.now;
    ctx.state.templates[at].approval = Some(approval);
}

/// Three hours, then six, then for ever.
fn pause(approval: &mut Approval) {
    let length = PAUSES.get(approval.pauses);
    approval.pauses += 1;
    if let Some(length) = length {
        let again = Step::to("approved", *length).holding();
        approval.steps.push_front(again);
    } else {
        approval.status = "disabled".into();
        approval.steps.clear();
    }
}

/// Buyers complained: Meta pauses an approved template now. Returns whether there was one.
pub fn complain(ctx: &mut Ctx<'_>, sid: &str) -> bool {
    let found = ctx
        .state
        .templates
        .iter()
        .position(|template| template.sid == sid);
    let Some(at) = found.filter(|at| ctx.state.templates[*at].status() == "approved") else {
        return false;
    };
    let Some(mut approval) = ctx.state.templates[at].approval.clone() else {
        return false;
    };
    approval.status = "paused".into();
    pause(&mut approval);
    schedule(ctx, &mut approval);
    ctx.state.templates[at].approval = Some(approval);
    true
}

/// Takes every step that is due. Returns whether there was one.
pub fn move_due(ctx: &mut Ctx<'_>) -> bool {
    let mut moved = false;
    for at in 0..ctx.state.templates.len() {
        let due = ctx.state.templates[at]
            .approval
            .as_ref()
            .and_then(|approval| approval.step_due);
        if due.is_some_and(|due| due <= ctx.now) {
            take(ctx, at);
            moved = true;
        }
    }
    moved
}
