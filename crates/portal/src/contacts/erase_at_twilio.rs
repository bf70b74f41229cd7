use domain::{DealerId, Span, Timestamp};
use twilio::Credentials;

use crate::{
    Result, World, accounts,
    jobs::{Outcome, pause},
};

/// How many messages one turn deletes.
const AT_ONCE: u32 = 50;
/// Twilio does not delete a message that is still under way.
const STILL_UNDER_WAY: u32 = 20_009;
/// How soon such a message is tried again.
const LATER: Span = Span::minutes(10);
/// How soon a message is tried again that Twilio refuses to delete.
const MUCH_LATER: Span = Span::days(1);
/// How soon the next turn comes after one that broke off.
const SOON: Span = Span::minutes(1);

/// What became of a message's copy at Twilio.
enum There {
    Gone,
    /// It can be deleted later; for what reason.
    Stays(Span, String),
}

/// Deletes at Twilio some of what was erased here, with its files, and asks for another turn while there is more. A job;
/// what is gone already counts as deleted. What cannot be deleted now is passed by, so that it keeps nothing behind it
/// waiting.
pub(crate) async fn erase_at_twilio(world: &World, dealer: &DealerId) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let due = store::erasures::list_copies(&mut db, dealer, now, AT_ONCE).await?;
    if due.is_empty() {
        return next(world, dealer).await;
    }
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    for (done, copy) in due.iter().enumerate() {
        match delete(world, &creds, &copy.sid).await {
            Ok(there) => note(world, dealer, &copy.sid, there, now).await?,
            Err(error) if error.status() == Some(401) && accounts::renew(world, dealer).await? => {
                return Ok(Outcome::Later(now + pause(world, Span::seconds(1))));
            }
            // Something came of this turn: the tries begin anew.
            Err(error) if done > 0 => {
                tracing::info!(%error, "Twilio stopped deleting");
                return Ok(Outcome::Later(now + pause(world, SOON)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    next(world, dealer).await
}

/// When there is something to delete again.
async fn next(world: &World, dealer: &DealerId) -> Result<Outcome> {
    let due = store::erasures::next_copy_due(&mut world.store.read().await?, dealer).await?;
    Ok(due.map_or(Outcome::Done, |due| Outcome::Later(due.max(world.clock.now()))))
}

async fn delete(world: &World, creds: &Credentials, sid: &str) -> Result<There, twilio::Error> {
    // No name that Twilio could have given.
    let Ok(sid) = sid.parse() else {
        return Ok(There::Gone);
    };
    let account = &creds.account_sid;
    let refused = match world.twilio.delete_message(creds, account, &sid).await {
        Ok(()) => return Ok(There::Gone),
        Err(error) if is_about_this_one(&error) => error,
        Err(error) => return Err(error),
    };
    let wait = if refused.code() == Some(STILL_UNDER_WAY) {
        LATER
    } else {
        MUCH_LATER
    };
    // Its words can go at once.
    match world.twilio.redact_message(creds, account, &sid).await {
        Err(error) if !is_about_this_one(&error) => Err(error),
        _ => Ok(There::Stays(pause(world, wait), refused.to_string())),
    }
}

/// Whether Twilio refuses this message, and not whoever asks, or whatever they ask now.
fn is_about_this_one(error: &twilio::Error) -> bool {
    let general = [401, 403, 408, 429];
    error
        .status()
        .is_some_and(|status| (400..500).contains(&status) && !general.contains(&status))
}

async fn note(world: &World, dealer: &DealerId, sid: &str, there: There, now: Timestamp) -> Result<()> {
    let mut db = world.store.write().await?;
    match there {
        There::Gone => store::erasures::delete_copy(&mut db, dealer, sid, now).await?,
        There::Stays(wait, why) => {
            tracing::warn!(sid, why, "Twilio did not delete what was erased");
            store::erasures::set_copy_due(&mut db, dealer, sid, now + wait, &why).await?;
        }
    }
    db.commit().await?;
    Ok(())
}
