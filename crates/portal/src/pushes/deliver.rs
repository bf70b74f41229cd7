use std::time::Duration;

use domain::{DealerId, Lang, MessageId, PushId, Timestamp};
use push::{Delivery, Endpoint, Error as Refusal, Receiver};
use store::pushes::Push;

use super::{
    AFTER_SIGN_IN, Note,
    key::{fresh, private_key},
    words,
};
use crate::{
    Error, Result, World,
    jobs::{self, Outcome, Turn},
};

/// For how long a push service keeps a message for a browser that is off. Seconds: a day.
const KEPT: u32 = 24 * 60 * 60;

/// Tells a browser of a message, or, without one, that notifications work. Sent twice it is shown once, by its tag. A
/// browser that is gone is forgotten; a service that is busy is asked again when it says. A job.
pub(crate) async fn deliver(
    world: &World,
    dealer: &DealerId,
    id: &PushId,
    message: Option<&MessageId>,
    turn: Turn,
) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let Some(push) = store::pushes::get(&mut db, dealer, id, now - AFTER_SIGN_IN).await? else {
        return Ok(Outcome::Done);
    };
    let lang = Lang::default();
    let note = match message {
        None => Some(words::test(&mut db, lang, dealer).await?),
        Some(message) => match store::messages::get(&mut db, dealer, message).await? {
            Some(row) => {
                // The screen of somebody who is not signed in any more.
                let shows_text = push.shows_text && push.idle_until > now;
                words::note(&mut db, lang, dealer, &push, shows_text, &row).await?
            }
            None => None,
        },
    };
    drop(db);
    let Some(note) = note else {
        return Ok(Outcome::Done);
    };
    match send(world, &push, &note, now).await? {
        Ok(()) => Ok(Outcome::Done),
        Err(Refusal::Gone(_)) => {
            let mut db = world.store.write().await?;
            store::pushes::delete(&mut db, dealer, id).await?;
            db.commit().await?;
            Ok(Outcome::Done)
        }
        Err(Refusal::Wait { status, after }) => {
            let why = Refusal::Wait { status, after }.to_string();
            Ok(later(world, turn, why, after))
        }
        Err(Refusal::Transport(error)) => Ok(later(world, turn, format!("no answer: {error}"), None)),
        Err(refusal) => Ok(Outcome::Dead {
            why: refusal.to_string(),
        }),
    }
}

async fn send(world: &World, push: &Push, note: &Note, now: Timestamp) -> Result<Result<(), Refusal>> {
    let broken = |what: &str| Error::Internal(format!("the {what} of push {} cannot be used", push.id));
    let endpoint = Endpoint::parse(&push.endpoint, world.push.reach()).map_err(|_| broken("address"))?;
    let receiver = Receiver::new(&push.p256dh, &push.auth).ok_or_else(|| broken("key"))?;
    let plain = serde_json::to_vec(note).map_err(|why| Error::Internal(why.to_string()))?;
    let once = fresh(&world.chance);
    let body =
        push::encrypt(&receiver, &once, &world.chance.bytes(), &plain).ok_or_else(|| broken("message"))?;
    // Our ids are UUIDs: 32 digits without their lines, as long as a topic may be.
    let topic = note.tag.replace('-', "");
    let delivery = Delivery {
        endpoint: &endpoint,
        body,
        key: &private_key(world).await?,
        subject: &subject(world),
        topic: (topic.len() <= 32).then_some(topic.as_str()),
        keep: KEPT,
        now: now.0 / 1_000_000,
    };
    Ok(world.push.send(delivery).await)
}

/// Where a push service's people find the operator.
fn subject(world: &World) -> String {
    let mail = &world.settings.support_mail;
    if mail.contains('@') {
        format!("mailto:{mail}")
    } else {
        world.url("/")
    }
}

fn later(world: &World, turn: Turn, why: String, after: Option<Duration>) -> Outcome {
    if turn.is_last() {
        return Outcome::Dead { why };
    }
    let at = world.clock.now() + jobs::after_failure(world, turn.tries, after);
    Outcome::Again { why, at }
}
