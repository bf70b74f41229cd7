//! What becomes of a message that was sent: which statuses follow, when each is reported, what it costs.

use std::time::Duration;

use crate::clock::{Millis, millis};
use crate::delivery;
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::content::Template;
use crate::twilio::messages::{Message, bare, window_key};
use crate::twilio::{media, webhooks};

/// Free text may be sent this long after the person's last message.
pub const WINDOW: Duration = Duration::from_hours(24);
/// Twilio's own fee. Meta's appears in the usage records, not on the message.
const PRICE: &str = "-0.00500";
/// These are told after `sent`, by WhatsApp; the others before, by Twilio.
const TOLD_LATE: [u32; 7] = [63003, 63018, 63024, 63026, 63032, 63033, 63049];

/// Which statuses follow, and what is special about them.
struct Course {
    statuses: Vec<&'static str>,
    error: Option<u32>,
    /// `read` comes this long after `delivered`, and not as soon as the others.
    read_after: Option<Millis>,
}

impl Course {
    fn of<const N: usize>(statuses: [&'static str; N]) -> Self {
        Self {
            statuses: statuses.to_vec(),
            error: None,
            read_after: None,
        }
    }

    fn failing(code: u32) -> Self {
        Self {
            statuses: failing(code),
            error: Some(code),
            read_after: None,
        }
    }
}

/// Decides what follows. `trouble` is what is wrong with the content itself.
pub fn plan(ctx: &mut Ctx<'_>, message: &mut Message, template: Option<&Template>, trouble: Option<u32>) {
    let jitter = Millis::try_from(ctx.state.chance.below(900)).unwrap_or(0);
    let usual = courtesy(ctx, 600 + jitter);
    let course = if message.from.starts_with("whatsapp:") {
        course(ctx, message, template, trouble)
    } else {
        Course::of(["sent", "delivered"])
    };
    message.as_template = template.is_some_and(|template| template.status() == "approved");
    message.error = course.error;
    let first = (message.status == "accepted").then_some("queued");
    let after = |status: &str| match course.read_after {
        Some(late) if status == "read" => late,
        _ => usual,
    };
    message.steps = first
        .into_iter()
        .chain(course.statuses)
        .map(|status| (status.to_owned(), after(status)))
        .collect();
}

/// What happens on WhatsApp: what was scripted, then what is known to go wrong, else all goes well.
fn course(ctx: &mut Ctx<'_>, message: &Message, template: Option<&Template>, trouble: Option<u32>) -> Course {
    let (person, number) = (bare(&message.to), bare(&message.from));
    let place = Place {
        number: Some(number),
        account: Some(&message.account),
        person: Some(person),
        template: template.map(Template::name),
        call: None,
    };
    let rules = &mut ctx.state.rules;
    let scripted = rules.take(place, |outcome| matches!(outcome, Outcome::Fails(_)));
    if let Some(Outcome::Fails(code)) = scripted.map(|rule| rule.outcome) {
        return Course::failing(code);
    }
    // Accepted first; that it cannot be delivered is told later.
    if let Some(code) = trouble.or_else(|| refused(ctx, person, number, template)) {
        return Course::failing(code);
    }
    let rules = &mut ctx.state.rules;
    if rules.is(place, &Outcome::StuckAtSent) {
        Course::of(["sent"])
    } else if rules.is(place, &Outcome::FailsAfterSent) {
        Course::failing(63024)
    } else if rules.is(place, &Outcome::NeverRead) {
        Course::of(["sent", "delivered"])
    } else if rules.is(place, &Outcome::ReadWithoutDelivered) {
        Course::of(["sent", "read"])
    } else if rules.is(place, &Outcome::WebhooksReordered) {
        Course::of(["delivered", "sent", "read"])
    } else {
        let late = rules.take(place, |outcome| *outcome == Outcome::ReadLate);
        let wait = late.map(|rule| Duration::from_secs(rule.seconds.unwrap_or(10 * 60)));
        Course {
            read_after: wait.map(|wait| ctx.clock().shortened(wait)),
            ..Course::of(["sent", "delivered", "read"])
        }
    }
}

fn failing(code: u32) -> Vec<&'static str> {
    if TOLD_LATE.contains(&code) {
        vec!["sent", "undelivered"]
    } else {
        vec!["failed"]
    }
}

/// Why WhatsApp does not take this message, from what is known of both sides.
fn refused(ctx: &Ctx<'_>, person: &str, number: &str, template: Option<&Template>) -> Option<u32> {
    let key = window_key(person, number);
    let opened = ctx.state.windows.get(&key);
    let is_open = opened.is_some_and(|at| *at > ctx.now - millis(WINDOW));
    let Some(template) = template else {
        return (!is_open).then_some(63016);
    };
    match template.status() {
        "paused" => Some(63041),
        "disabled" => Some(63042),
        "approved" if template.category() == "MARKETING" => {
            // Since April 2025 Meta delivers no marketing to numbers of the United States.
            if person.starts_with("+1") {
                Some(63049)
            } else {
                ctx.state.no_marketing.contains(&key).then_some(63033)
            }
        }
        "approved" => None,
        // Inside the window it goes out as an ordinary message.
        _ if is_open => None,
        "rejected" => Some(63040),
        _ => Some(63016),
    }
}

fn courtesy(ctx: &Ctx<'_>, after: Millis) -> Millis {
    if ctx.clock().is_instant() { 0 } else { after }
}

/// Starts the first step of a message that is complete.
pub fn start(ctx: &mut Ctx<'_>, message: &mut Message) {
    message.step_due = message.steps.front().map(|(_, after)| ctx.now + *after);
    if let Some(due) = message.step_due {
        ctx.state.ticks.insert((due, message.sid.clone()));
    }
}

/// The files of a message were fetched, or not: `wrong` is why.
pub fn fetched(ctx: &mut Ctx<'_>, sid: &str, wrong: Option<u32>) {
    let Some(at) = ctx.state.messages.iter().rposition(|message| message.sid == sid) else {
        return;
    };
    let mut message = ctx.state.messages[at].clone();
    message.fetching = false;
    if let Some(code) = wrong.filter(|_| message.error.is_none()) {
        let after = message.steps.front().map_or(0, |(_, after)| *after);
        message.error = Some(code);
        message.steps = failing(code)
            .into_iter()
            .map(|status| (status.to_owned(), after))
            .collect();
    }
    start(ctx, &mut message);
    ctx.state.messages[at] = message;
}

/// Reports the statuses that are due.
pub fn move_due(ctx: &mut Ctx<'_>) -> bool {
    let mut moved = false;
    while let Some((due, sid)) = ctx
        .state
        .ticks
        .first()
        .cloned()
        .filter(|(due, _)| *due <= ctx.now)
    {
        ctx.state.ticks.remove(&(due, sid.clone()));
        moved = true;
        // The newest are at the end, and it is they that move.
        if let Some(at) = ctx.state.messages.iter().rposition(|message| message.sid == sid) {
            tick(ctx, at);
        }
    }
    moved
}

fn tick(ctx: &mut Ctx<'_>, at: usize) {
    let now = ctx.now;
    let rated = courtesy(ctx, 20_000);
    let message = &mut ctx.state.messages[at];
    if message.price_due.is_some_and(|due| due <= now) {
        message.price_due = None;
        message.price = Some(PRICE.into());
    }
    if message.step_due.is_none_or(|due| due > now) {
        return;
    }
    let Some((status, _)) = message.steps.pop_front() else {
        return;
    };
    message.take_status(&status, now);
    message.step_due = message.steps.front().map(|(_, after)| now + *after);
    let reached = ["sent", "delivered", "read"].contains(&status.as_str());
    if reached && message.price.is_none() && message.price_due.is_none() {
        message.price_due = Some(now + rated);
    }
    let message = message.clone();
    for due in [message.step_due, message.price_due].into_iter().flatten() {
        ctx.state.ticks.insert((due, message.sid.clone()));
    }
    if status == "delivered" || status == "read" {
        let key = window_key(bare(&message.to), bare(&message.from));
        ctx.state.typing.remove(&key);
    }
    if let Some(url) = &message.callback {
        let form = webhooks::status_form(ctx, &message, &status);
        delivery::to_twilio_user(ctx, &message.account, url, None, form, now);
    }
}

/// Fetches the files of a message from where its sender has them, as WhatsApp would.
pub async fn fetch_files(world: &crate::world::World, sid: &str, urls: &[String]) {
    let mut wrong = None;
    for url in urls {
        match media::download(world, url).await {
            Ok(file) => world.with(|ctx| {
                let message = ctx.state.messages.iter().rfind(|message| message.sid == sid);
                if let Some(account) = message.map(|message| message.account.clone()) {
                    media::keep(ctx, &account, sid, &file);
                }
            }),
            Err(code) => wrong = Some(code),
        }
    }
    world.with(|ctx| fetched(ctx, sid, wrong));
}
