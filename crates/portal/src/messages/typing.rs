use domain::{ConversationId, DealerId, Span, Timestamp};

use super::Route;
use crate::{
    Actor, Error, Result, World, accounts,
    jobs::{self, Outcome, Work},
    limits,
};

/// Twilio shows it for 25 seconds; what is older than this is not worth showing.
const FRESH: Span = Span::seconds(20);

/// Shows the buyer that somebody is writing, and their message as read, as long as Twilio is not asked too often. For
/// the dealer's people, whenever they type.
pub async fn typing(world: &World, actor: &Actor, conversation: &ConversationId) -> Result<()> {
    let dealer = actor.dealer()?;
    actor.person()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let route = Route::find(&mut db, dealer, conversation)
        .await?
        .ok_or(Error::Missing)?;
    if route.clear(true, now).is_err()
        || limits::TYPING
            .count(&mut db, conversation.as_str(), now)
            .await
            .is_err()
    {
        return Ok(());
    }
    let work = Work::ShowTyping {
        conversation: conversation.clone(),
        at: now,
    };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

/// Asks Twilio to show it, once: late or refused, it is left.
pub(crate) async fn show(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
    at: Timestamp,
) -> Result<Outcome> {
    if world.clock.now() - at > FRESH {
        return Ok(Outcome::Done);
    }
    let mut db = world.store.read().await?;
    let sid = store::messages::last_inbound_sid(&mut db, dealer, conversation).await?;
    let Some(sid) = sid.and_then(|sid| sid.parse().ok()) else {
        return Ok(Outcome::Done);
    };
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    if let Err(error) = world.twilio.show_typing(&creds, &sid).await {
        tracing::debug!(%error, "that somebody is writing was not shown");
    }
    Ok(Outcome::Done)
}
