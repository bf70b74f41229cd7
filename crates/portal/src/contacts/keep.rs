use domain::{Lang, Span, contact::KEEP_DAYS, say::contacts as words};

use super::erase;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// How many messages of a dealer one sweep erases at most; the next goes on.
const AT_ONCE: u32 = 500;

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

/// Erases what is older than its dealer keeps it. Part of the hourly sweep.
pub(crate) async fn enforce(world: &World) -> Result<()> {
    let now = world.clock.now();
    let all = store::retentions::list(&mut world.store.read().await?).await?;
    for (dealer, days) in all {
        let before = now - Span::days(days.into());
        let mut db = world.store.read().await?;
        let old = store::erasures::list_before(&mut db, &dealer, before, AT_ONCE).await?;
        drop(db);
        if !old.is_empty() {
            erase::batch(world, &dealer, &old).await?;
        }
    }
    Ok(())
}
