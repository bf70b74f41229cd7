use domain::JobId;

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Makes a dead job due again. For admins.
pub async fn retry(world: &World, actor: &Actor, id: &JobId) -> Result<()> {
    actor.admin()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let (kind, dealer) = match store::jobs::retry(&mut db, id, now).await {
        Ok(retried) => retried.ok_or(Error::Missing)?,
        Err(store::Error::Taken(_)) => return Err(Error::Conflict("the same work waits already".into())),
        Err(error) => return Err(error.into()),
    };
    Line::new(What::JobRetried)
        .by(actor)
        .of(dealer.as_ref())
        .on(id.as_str())
        .with("kind", kind)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
