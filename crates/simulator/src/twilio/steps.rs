//! What happens to senders, templates and messages by itself, one step after the other.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Millis, millis};
use crate::meta::assets;
use crate::otp::{self, Method};
use crate::state::{Ctx, State};
use crate::twilio::content::approvals;
use crate::twilio::senders::{Sender, Status};
use crate::twilio::ticks;

/// The next state of a sender and how long the way there takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    pub to: Status,
    pub after: Millis,
    /// Does not end because somebody asks, only because time passes.
    pub holds: bool,
    pub reasons: Vec<u32>,
    /// Meta sends a code when this state is reached.
    pub sends_code: bool,
}

impl Step {
    pub fn to(status: Status) -> Self {
        Self {
            to: status,
            after: 0,
            holds: false,
            reasons: Vec::new(),
            sends_code: false,
        }
    }
    /// The usual length in seconds.
    pub fn after(mut self, seconds: u64) -> Self {
        self.after = millis(Duration::from_secs(seconds));
        self
    }
    pub fn lasting(mut self, duration: Duration) -> Self {
        self.after = millis(duration);
        self.holds = true;
        self
    }
    pub fn because(mut self, code: u32) -> Self {
        self.reasons.push(code);
        self
    }
    pub fn sending_code(mut self) -> Self {
        self.sends_code = true;
        self
    }
}

/// From a code that is right, or not needed, to `ONLINE`.
pub fn to_online(hiccup: bool, first: u64) -> VecDeque<Step> {
    let mut steps = VecDeque::from([Step::to(Status::Verifying).after(first)]);
    if hiccup {
        steps.push_back(Step::to(Status::Offline).after(30));
    }
    steps.push_back(Step::to(Status::Online).after(if hiccup { 120 } else { 60 }));
    steps
}

/// Sets when the sender's first step is due.
pub fn schedule(clock: &Clock, now: Millis, sender: &mut Sender) {
    sender.step_due = sender
        .steps
        .front()
        .map(|step| now + clock.shortened(Duration::from_millis(u64::try_from(step.after).unwrap_or(0))));
}

/// Somebody asked for a sender: in an instant world that is what makes time pass.
pub fn asked(ctx: &mut Ctx<'_>, at: usize) {
    if ctx.state.senders[at]
        .steps
        .front()
        .is_some_and(|step| !step.holds)
    {
        take(ctx, at);
    }
}

fn take(ctx: &mut Ctx<'_>, at: usize) {
    let now = ctx.now;
    let sender = &mut ctx.state.senders[at];
    let Some(step) = sender.steps.pop_front() else {
        return;
    };
    sender.status = step.to;
    sender.reasons.clone_from(&step.reasons);
    schedule(&ctx.world.clock, now, sender);
    let (number, method, sid) = (sender.number.clone(), sender.method, sender.sid.clone());
    if step.to == Status::Online {
        sender.expected = None;
        let (waba, name) = (sender.waba_id.clone(), sender.profile.get("name").cloned());
        let name = name
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default();
        assets::ensure_number(ctx.state, &waba, &number, &name);
    }
    if step.sends_code {
        send_code(ctx, &sid, &number, method);
    }
}

/// Meta makes up a code and sends it; the sender waits for it.
pub fn send_code(ctx: &mut Ctx<'_>, sid: &str, number: &str, method: Method) {
    let expected = otp::send(ctx, number, method);
    if let Some(sender) = ctx.state.sender_mut(sid) {
        sender.expected = Some(expected);
    }
}

/// Takes every step that is due. Returns whether there was one.
pub fn move_due(ctx: &mut Ctx<'_>) -> bool {
    let mut moved = false;
    for at in 0..ctx.state.senders.len() {
        if ctx.state.senders[at].step_due.is_some_and(|due| due <= ctx.now) {
            take(ctx, at);
            moved = true;
        }
        moved |= judge_name(&mut ctx.state.senders[at], ctx.now);
    }
    moved | approvals::move_due(ctx) | ticks::move_due(ctx)
}

/// Meta approves a new display name when its time has come.
fn judge_name(sender: &mut Sender, now: Millis) -> bool {
    let Some(new) = sender
        .new_name
        .as_mut()
        .filter(|new| new.due.is_some_and(|due| due <= now))
    else {
        return false;
    };
    new.due = None;
    new.at = now;
    "COMPLETED".clone_into(&mut new.status);
    sender.profile.insert("name".into(), new.name.clone().into());
    true
}

/// The earliest moment at which something happens to a sender, a template or a message.
pub fn next_due(state: &State) -> Option<Millis> {
    let senders = state.senders.iter().filter_map(|sender| sender.step_due);
    let names = state
        .senders
        .iter()
        .filter_map(|sender| sender.new_name.as_ref()?.due);
    let approvals = state
        .templates
        .iter()
        .filter_map(|template| template.approval.as_ref()?.step_due);
    let messages = state.ticks.first().map(|(due, _)| *due);
    senders.chain(names).chain(approvals).chain(messages).min()
}
