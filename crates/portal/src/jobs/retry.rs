use domain::JobId;

use crate::{Actor, Error, Result, World};

/// Makes a dead job due again. For admins.
pub async fn retry(world: &World, actor: &Actor, id: &JobId) -> Result<()> {
    actor.admin()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    match store::jobs::retry(&mut db, id, now).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::Missing),
        Err(store::Error::Taken(_)) => return Err(Error::Conflict("the same work waits already".into())),
        Err(error) => return Err(error.into()),
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
