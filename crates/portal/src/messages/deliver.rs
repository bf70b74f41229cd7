use domain::{
    ConversationId, DealerId, MessageId, SenderId, Span, Timestamp, contact::Address, message::Status,
};
use store::{Db, messages::Message};
use twilio::{Class, Credentials, NewMessage};

use super::{Route, budget, route::Obstacle, template, track, wire};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work, after_failure, pause},
};

/// So many messages of one conversation are sent before it is the others' turn.
const IN_A_ROW: usize = 8;
/// When a message whose outcome is not known is first looked for.
pub(super) const FIRST_LOOK: Span = Span::minutes(1);

/// What the first write found.
enum Next {
    /// Nothing waits.
    Nothing,
    /// Something waits, and may be sent then.
    NotBefore(Timestamp),
    /// The first one cannot be sent, which was stored.
    Settled,
    /// This one, in this way.
    Call(Box<Call>),
}

/// A message on its way to Twilio.
struct Call {
    id: MessageId,
    sender: SenderId,
    creds: Credentials,
    new: NewMessage,
}

/// What follows from a call.
enum Then {
    /// The next one.
    Next,
    /// The same one again.
    Again { why: String, at: Timestamp },
}

/// Hands what waits in a conversation to Twilio, in its order. One such job of a conversation runs at a time: a
/// message that was handed over by an earlier run, and has no answer, has an outcome that nobody knows.
pub(crate) async fn deliver(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
    turn: Turn,
) -> Result<Outcome> {
    match hand_over(world, dealer, conversation, turn).await {
        Err(error) if turn.is_last() || !may_pass(&error) => {
            give_up(world, dealer, conversation, error).await
        }
        outcome => outcome,
    }
}

async fn hand_over(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
    turn: Turn,
) -> Result<Outcome> {
    for _ in 0..IN_A_ROW {
        match next(world, dealer, conversation).await? {
            Next::Nothing => return Ok(Outcome::Done),
            Next::NotBefore(at) => return Ok(Outcome::Later(at)),
            Next::Settled => {}
            Next::Call(call) => {
                let answer = world
                    .twilio
                    .send_message(&call.creds, &call.creds.account_sid, &call.new)
                    .await;
                match settle(world, dealer, &call, answer, turn).await? {
                    Then::Next => {}
                    Then::Again { why, at } => return Ok(Outcome::Again { why, at }),
                }
            }
        }
    }
    Ok(Outcome::Later(world.clock.now()))
}

/// The first write: takes the first message that waits, judges once more whether it may be sent, and counts the
/// attempt.
async fn next(world: &World, dealer: &DealerId, id: &ConversationId) -> Result<Next> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let Some(mut message) = store::messages::next_waiting(&mut db, dealer, id).await? else {
        return Ok(Next::Nothing);
    };
    if message.attempted_at.is_some() {
        message.status = Some(Status::Unknown);
        track::save(&mut db, world, dealer, &message, seq).await?;
        look_for(&mut db, world, dealer, &message, now).await?;
        db.commit().await?;
        return Ok(Next::Settled);
    }
    let Some(route) = Route::find(&mut db, dealer, id).await? else {
        return Ok(Next::Nothing);
    };
    let clear = passable(&mut db, &route, &message, now).await?;
    let (address, sender) = match clear {
        Ok(found) => found,
        Err(obstacle) => {
            message.status = Some(Status::Failed);
            message.error_code = Some(obstacle.code());
            track::save(&mut db, world, dealer, &message, seq).await?;
            db.commit().await?;
            return Ok(Next::Settled);
        }
    };
    if let Err(at) = budget::take(&mut db, world, dealer, &sender, now).await? {
        return Ok(Next::NotBefore(at));
    }
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    let attachments = store::attachments::list(&mut db, dealer, &message.id).await?;
    let status = accounts::status_url(world, &subaccount.hook_key);
    // Whoever looks for this try at Twilio must not find an earlier one.
    message.detail.tried.extend(message.sid.take());
    message.attempted_at = Some(now);
    message.attempts += 1;
    let new = wire::new_message(world, &route, &address, &message, &attachments, &status)?;
    store::messages::save_delivery(&mut db, dealer, &message, seq).await?;
    db.commit().await?;
    Ok(Next::Call(Box::new(Call {
        id: message.id,
        sender,
        creds,
        new,
    })))
}

/// Whether the job is tried again after this error.
fn may_pass(error: &Error) -> bool {
    !matches!(
        error,
        Error::Missing | Error::Denied | Error::Invalid(_) | Error::Conflict(_)
    )
}

/// The first message that waits will not go out, for the fault is ours: that is told, and it is the next one's turn.
async fn give_up(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
    error: Error,
) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let Some(mut message) = store::messages::next_waiting(&mut db, dealer, conversation).await? else {
        return Err(error);
    };
    tracing::error!(message = message.id.as_str(), %error, "a message could not be handed over");
    if message.attempted_at.is_some() {
        message.status = Some(Status::Unknown);
        look_for(&mut db, world, dealer, &message, now).await?;
    } else {
        message.status = Some(Status::Failed);
    }
    track::save(&mut db, world, dealer, &message, seq).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Later(now))
}

async fn passable(
    db: &mut Db,
    route: &Route,
    message: &Message,
    now: Timestamp,
) -> Result<Result<(Address, SenderId), Obstacle>> {
    let still = template::still(db, route, message, now).await?;
    let along = route
        .address()
        .and_then(|address| Ok((address, route.sender()?.id.clone())));
    Ok(along.and_then(|along| still.map(|()| along)))
}

/// The second write: what Twilio answered.
async fn settle(
    world: &World,
    dealer: &DealerId,
    call: &Call,
    answer: Result<twilio::Message, twilio::Error>,
    turn: Turn,
) -> Result<Then> {
    let now = world.clock.now();
    let mut is_renewed = false;
    if let Err(error) = &answer {
        tracing::info!(message = call.id.as_str(), %error, "Twilio did not take a message");
        // Somebody may have rotated the token; with the new one it is the same message's turn again.
        is_renewed = error.status() == Some(401) && accounts::renew(world, dealer).await?;
    }
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let Some(mut row) = store::messages::get(&mut db, dealer, &call.id).await? else {
        return Ok(Then::Next);
    };
    let mut then = Then::Next;
    match answer {
        Ok(taken) => take(&mut row, &taken),
        // A callback may have been quicker.
        Err(error) if error.outcome_unknown() && row.status != Some(Status::Waiting) => {}
        Err(error) if error.outcome_unknown() => {
            row.status = Some(Status::Unknown);
            look_for(&mut db, world, dealer, &row, now).await?;
        }
        Err(error) if is_renewed || (is_busy(&error) && !turn.is_last()) => {
            let pause = after_failure(world, turn.tries, error.retry_after());
            let at = if is_renewed { now } else { now + pause };
            if error.status() == Some(429) {
                budget::silence(&mut db, world, dealer, &call.sender, at).await?;
            }
            row.attempted_at = None;
            let why = error.to_string();
            then = Then::Again { why, at };
        }
        Err(error) => {
            row.status = Some(Status::Failed);
            // Without an answer for hours there is no code: that is what is told then.
            row.error_code = match &error {
                twilio::Error::Transport { .. } => None,
                refused => Some(refused.code().unwrap_or(20500)),
            };
        }
    }
    track::save(&mut db, world, dealer, &row, seq).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(then)
}

/// The message as Twilio took it. A callback may have been quicker: the status only moves up.
pub(super) fn take(row: &mut Message, taken: &twilio::Message) {
    let told = Status::of_twilio(taken.status.as_str()).unwrap_or(Status::Queued);
    row.sid = Some(taken.sid.as_str().to_owned());
    row.status = row.status.map(|status| status.after(told));
    if row.status == Some(Status::Failed) {
        row.error_code = row.error_code.or(taken.error_code);
    }
}

/// Twilio did nothing, and says or shows that it may do it later.
fn is_busy(error: &twilio::Error) -> bool {
    match error {
        twilio::Error::Transport { .. } => true,
        refused => refused.class() == Class::Retry && refused.status() == Some(429),
    }
}

/// Has a message looked for whose outcome is not known, inside the caller's write.
async fn look_for(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    message: &Message,
    now: Timestamp,
) -> Result<()> {
    let work = Work::ReconcileUnknown {
        message: message.id.clone(),
    };
    let at = now + pause(world, FIRST_LOOK);
    jobs::enqueue_at(db, world, now, Some(dealer), &work, at).await
}
