use domain::Span;

use super::{Outcome, Work, enqueue, enqueue_at};
use crate::{Error, Result, World, pushes};

/// How long after a sweep the next one comes.
const SWEPT: Span = Span::hours(1);
/// How old Twilio's last word about a sender may become.
const HEALTH_AGE: Span = Span::days(1);
/// How old Twilio's last word about a dealer's templates may become.
const TEMPLATES_AGE: Span = Span::days(1);
/// How long after a sender's messages were compared they are compared again: before the next sweep looks.
const COMPARED_AGE: Span = SWEPT;
/// How many senders' messages begin to be compared in one minute, so that a thousand of them do not come at once.
const COMPARED_A_MINUTE: u32 = 100;
/// How many one sweep asks for: all that can begin before the next one.
const COMPARED: u32 = 60 * COMPARED_A_MINUTE;
/// How long finished jobs are kept.
const KEPT: Span = Span::days(7);
/// How long sign-ins are kept after they were over.
const LOGINS_KEPT: Span = Span::days(30);
/// How long it is kept what an erased message is looked for by. The search is over after a day.
const SEARCHES_KEPT: Span = Span::days(2);
/// As long as raw webhooks: nothing that waits here can still bring back what was erased.
const ERASED_KEPT: Span = Span::days(30);
/// What is owed to whoever asked for it, or costs every month, and is asked for once: however long it fails, it is not
/// given up.
const OWED: [&str; 3] = ["erase_messages", "erase_at_twilio", "leave_number"];
/// How many of those one sweep asks for again.
const OWED_AT_ONCE: u32 = 200;
/// How many senders' health one sweep asks for, so that a thousand of them do not come at once.
const SENDERS_AT_ONCE: u32 = 100;

/// Ends sessions whose link ran out, asks for the health of senders, for templates and for erasures that were given up,
/// forgets old jobs, attempts and sign-ins. Every hour; old webhooks are forgotten by the worker. What fails is left to
/// the next sweep, and keeps neither the rest nor that one.
pub(super) async fn sweep(world: &World) -> Result<Outcome> {
    let parts = [
        ("what is due", look(world).await),
        ("what was given up", ask_again(world).await),
        ("comparisons", compare(world).await),
        ("messages without a job", crate::messages::pick_up(world).await),
        ("what is over", forget(world).await),
        ("old tokens", crate::accounts::forget_tokens(world).await),
        ("files", crate::media::clean(world).await),
        ("old messages", crate::contacts::enforce(world).await),
    ];
    for (part, done) in parts {
        if let Err(error) = done {
            tracing::error!(part, %error, "a part of the sweep failed");
        }
    }
    world.work.notify_one();
    Ok(Outcome::Later(world.clock.now() + SWEPT))
}

/// Makes jobs of what nobody asks for.
async fn look(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::signups::expire(&mut db, now).await?;
    for sender in store::senders::list_unchecked(&mut db, now - HEALTH_AGE, SENDERS_AT_ONCE).await? {
        let work = Work::CheckHealth { sender: sender.id };
        enqueue(&mut db, world, now, Some(&sender.dealer_id), &work).await?;
    }
    for dealer in store::templates::list_unsynced(&mut db, now - TEMPLATES_AGE, SENDERS_AT_ONCE).await? {
        let work = Work::SyncTemplates {
            dealer: dealer.clone(),
        };
        enqueue(&mut db, world, now, Some(&dealer), &work).await?;
    }
    db.commit().await?;
    Ok(())
}

/// Asks again for what is owed and was given up: the dead job makes way.
async fn ask_again(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    for (dealer, payload) in store::jobs::list_dead(&mut db, &OWED, OWED_AT_ONCE).await? {
        let work = serde_json::from_str(&payload).map_err(|why| Error::Internal(why.to_string()))?;
        enqueue(&mut db, world, now, dealer.as_ref(), &work).await?;
    }
    db.commit().await?;
    Ok(())
}

/// Has every sender's messages compared once until the next sweep: each an hour after the last time, those that were to be
/// compared at the same moment one after the other.
async fn compare(world: &World) -> Result<()> {
    let now = world.clock.now();
    let due = store::reconciliations::list_due(&mut world.store.read().await?, now, COMPARED).await?;
    let mut minute = now;
    for some in due.chunks(COMPARED_A_MINUTE as usize) {
        let mut db = world.store.write().await?;
        for one in some {
            let work = Work::CompareMessages {
                sender: one.sender.clone(),
            };
            let at = one.at.map_or(minute, |at| minute.max(at + COMPARED_AGE));
            enqueue_at(&mut db, world, now, Some(&one.dealer), &work, at).await?;
        }
        db.commit().await?;
        minute = minute + Span::minutes(1);
    }
    Ok(())
}

async fn forget(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::pushes::delete_over(&mut db, now - pushes::AFTER_SIGN_IN).await?;
    store::jobs::delete_done(&mut db, now - KEPT).await?;
    store::limits::delete_past(&mut db, now).await?;
    store::logins::delete_over(&mut db, now - LOGINS_KEPT).await?;
    store::erasures::delete_searches(&mut db, now - SEARCHES_KEPT).await?;
    store::erasures::delete_erased(&mut db, now - ERASED_KEPT).await?;
    db.commit().await?;
    Ok(())
}
