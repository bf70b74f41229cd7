use domain::{DealerId, Lang, MessageId, Span, contact::KEEP_DAYS, say::contacts as words};

use super::erase;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Outcome, Work},
};

/// Sets after how many days messages are erased; `None` keeps them. For the dealer's owners.
pub async fn set_keep_days(world: &World, actor: &Actor, days: Option<u32>) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    if days.is_some_and(|days| !KEEP_DAYS.contains(&days)) {
        let words = words::keep_days_wrong(Lang::default(), KEEP_DAYS.start(), KEEP_DAYS.end());
        return Err(Error::field("days", words));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::retentions::set(&mut db, dealer, days).await?;
    Line::new(What::KeepDaysSet)
        .by(actor)
        .of(dealer)
        .on(&days.map(|days| days.to_string()).unwrap_or_default())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}

/// Has what is older than its dealer keeps it erased. Part of the hourly sweep: one dealer's trouble is not another's.
pub(crate) async fn enforce(world: &World) -> Result<()> {
    let all = store::retentions::list(&mut world.store.read().await?).await?;
    for (dealer, days) in all {
        if let Err(error) = enforce_for(world, &dealer, days).await {
            tracing::error!(dealer = dealer.as_str(), %error, "what is too old to be kept was not looked for");
        }
    }
    Ok(())
}

async fn enforce_for(world: &World, dealer: &DealerId, days: u32) -> Result<()> {
    if list_old(world, dealer, days, 1).await?.is_empty() {
        return Ok(());
    }
    let mut db = world.store.write().await?;
    let work = Work::EraseOld {
        dealer: dealer.clone(),
    };
    jobs::enqueue(&mut db, world, world.clock.now(), Some(dealer), &work).await?;
    db.commit().await?;
    Ok(())
}

/// Erases some of what is older than the dealer keeps it, and asks for another turn while there may be more. A job.
pub(crate) async fn erase_old(world: &World, dealer: &DealerId) -> Result<Outcome> {
    let days = store::retentions::get(&mut world.store.read().await?, dealer).await?;
    // The owner keeps them by now.
    let Some(days) = days else {
        return Ok(Outcome::Done);
    };
    let old = list_old(world, dealer, days, erase::AT_ONCE).await?;
    if old.is_empty() {
        return Ok(Outcome::Done);
    }
    erase::batch(world, dealer, &old).await?;
    Ok(Outcome::Later(world.clock.now()))
}

async fn list_old(world: &World, dealer: &DealerId, days: u32, limit: u32) -> Result<Vec<MessageId>> {
    let before = world.clock.now() - Span::days(days.into());
    let mut db = world.store.read().await?;
    Ok(store::erasures::list_before(&mut db, dealer, before, limit).await?)
}
