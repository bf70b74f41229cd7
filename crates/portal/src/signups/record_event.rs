use domain::signup::{BrowserEvent, EventAnswer};
use meta::embedded_signup::{self, Event, ParseError};
use store::signups::Facebook;

use super::{access, take, view};
use crate::{
    Actor, Error, From, Result, World,
    story::{self, Happening},
};

/// More than any window says; whoever sends more is not a window.
const MOST_EVENTS: u32 = 400;
/// What is kept of what came, at most. Bytes.
const MOST_KEPT: usize = 4_096;

/// Appends what the browser saw; nothing in it is believed. For whoever holds the link.
pub async fn record_event(world: &World, actor: &Actor, event: BrowserEvent) -> Result<EventAnswer> {
    let Actor::Link {
        signup: id,
        dealer,
        from,
    } = actor
    else {
        return Err(Error::Missing);
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let signup = access::seen(&mut db, actor, id).await?;
    let heard = understand(world, &event);
    let counted = heard.is_some() && store::events::count_of_signup(&mut db, dealer, id).await? < MOST_EVENTS;
    if let Some(heard) = heard.as_ref().filter(|_| counted) {
        let happening = Happening {
            signup: Some(id),
            who: actor.name(),
            what: heard.what,
            about: heard.about.as_deref(),
            code: heard.code,
            raw: heard.raw.as_deref(),
            origin: event.origin.as_deref(),
            browser: browser(from),
            ..Happening::default()
        };
        story::tell(&mut db, world, now, dealer, happening).await?;
    }
    db.commit().await?;
    if let Some(ids) = heard
        .as_ref()
        .and_then(|heard| heard.ids.as_ref())
        .filter(|_| counted)
        && let Some(waba_id) = &ids.waba_id
    {
        let facebook = Facebook {
            waba_id: waba_id.as_str(),
            business_id: ids.business_id.as_ref().map(meta::Id::as_str),
            phone_number_id: ids.phone_number_id.as_ref().map(meta::Id::as_str),
            by: "page",
        };
        take::take(world, &signup, facebook, now).await?;
    }
    world.changed.notify_waiters();
    let mut db = world.store.read().await?;
    let signup = access::seen(&mut db, actor, id).await?;
    let progress = view::progress(&mut db, world, &signup, now).await?;
    Ok(EventAnswer { counted, progress })
}

/// What an event says.
struct Heard {
    what: &'static str,
    about: Option<String>,
    code: Option<u32>,
    raw: Option<String>,
    ids: Option<embedded_signup::Ids>,
}

fn understand(world: &World, event: &BrowserEvent) -> Option<Heard> {
    let plain = |what| {
        Some(Heard {
            what,
            about: None,
            code: None,
            raw: None,
            ids: None,
        })
    };
    match event.kind.as_str() {
        "message" => message(world, event),
        "opened" => plain("window.opened"),
        "blocked" => plain("window.blocked"),
        "closed" => plain("window.closed"),
        "lost" => plain("window.lost"),
        "sdk_missing" => plain("window.sdk_missing"),
        "resumed" => plain("window.resumed"),
        "login_callback" => Some(Heard {
            about: Some(login_status(event.data.as_deref())),
            ..plain("window.answered")?
        }),
        _ => None,
    }
}

/// Only the status is kept: the rest of the login's answer holds a code that is a secret for 30 seconds.
fn login_status(data: Option<&str>) -> String {
    let answer: serde_json::Value = data
        .and_then(|data| serde_json::from_str(data).ok())
        .unwrap_or_default();
    let word = answer["status"].as_str().unwrap_or("unknown");
    word.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(40)
        .collect()
}

/// A message of the window: only from Meta (or the simulator, where one is configured), only of Embedded Signup.
fn message(world: &World, event: &BrowserEvent) -> Option<Heard> {
    let origin = event.origin.as_deref()?;
    let simulator = world.settings.meta.simulator_origin.as_deref();
    if !embedded_signup::origin_allowed(origin, simulator) {
        return None;
    }
    let data = event.data.as_deref()?;
    let raw = Some(data.chars().take(MOST_KEPT).collect());
    let message = match embedded_signup::parse(data) {
        Ok(message) => message,
        Err(ParseError::NotOurs) => return None,
        // It is Embedded Signup's, and its ids cannot be believed.
        Err(error) => {
            return Some(Heard {
                what: "window.unknown",
                about: Some(error.to_string()),
                code: None,
                raw,
                ids: None,
            });
        }
    };
    let ids = message.event.ids().cloned();
    let finished = ids.as_ref().map(|ids| ids.waba_id.is_some());
    let (what, about, code) = match &message.event {
        Event::Cancel { current_step } => ("window.cancelled", current_step.clone(), None),
        Event::Report(report) => (
            "window.reported",
            report.error_message.clone(),
            report.error_id.as_deref().and_then(|id| id.parse().ok()),
        ),
        Event::Unknown { name } => ("window.unknown", Some(name.clone()), None),
        finish if finished == Some(true) => ("window.finished", Some(finish.name().to_owned()), None),
        finish => ("window.finished_empty", Some(finish.name().to_owned()), None),
    };
    let about = about.map(|about| about.chars().take(200).collect());
    Some(Heard {
        what,
        about,
        code,
        raw,
        ids,
    })
}

fn browser(from: &From) -> Option<&str> {
    Some(from.browser.as_str()).filter(|browser| !browser.is_empty())
}
