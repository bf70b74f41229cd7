use domain::{
    Timestamp,
    signup::{QUOTA_WINDOW, Quota},
};
use store::Db;

use crate::{Actor, Result, World};

/// The ISV's rolling quota. For admins and support.
pub async fn quota(world: &World, actor: &Actor) -> Result<Quota> {
    actor.isv()?;
    count(&mut world.store.read().await?, world, world.clock.now()).await
}

/// New dealers of the last seven days: counted from the first time each finished Meta's window.
pub(super) async fn count(db: &mut Db, world: &World, now: Timestamp) -> Result<Quota> {
    let limit = world.settings.weekly_quota;
    let new = store::signups::list_new_dealers(db, now - QUOTA_WINDOW).await?;
    let used = u32::try_from(new.len()).unwrap_or(u32::MAX);
    // The one that must leave the window before there is a place.
    let first = new
        .len()
        .checked_sub(limit as usize)
        .and_then(|over| new.get(over));
    let free_at = first.map(|(_, at)| *at + QUOTA_WINDOW);
    Ok(Quota { used, limit, free_at })
}
