use store::hooks::Hook;

use super::{process::alone, together::together};
use crate::{
    Error, Result, World,
    jobs::{self, Work},
};

/// Works on up to `most` of the webhooks about dealers that wait, in the order in which they came, all in one write: after
/// a crash either all of it has happened or nothing, and they wait still. Answers how many there were. For the worker.
pub async fn take(world: &World, most: u32) -> Result<usize> {
    // Looking takes no lock: an idle worker is in nobody's way.
    if !store::hooks::is_any_waiting(&mut world.store.read().await?).await? {
        return Ok(0);
    }
    let mut db = world.store.write().await?;
    let hooks = store::hooks::take(&mut db, most, world.clock.now()).await?;
    match together(&mut db, world, &hooks).await {
        Ok(()) => db.commit().await?,
        Err(error) => {
            tracing::info!(count = hooks.len(), %error, "webhooks are worked on one by one");
            drop(db);
            one_by_one(world, &hooks).await?;
        }
    }
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(hooks.len())
}

/// One that cannot be worked on does not stop the others: it gets a job that tries again.
async fn one_by_one(world: &World, hooks: &[Hook]) -> Result<()> {
    for hook in hooks {
        if let Err(error) = alone(world, hook).await {
            tracing::warn!(hook = hook.id.as_str(), kind = hook.kind, %error, "a webhook was not understood");
            set_aside(world, hook, &error).await?;
        }
    }
    Ok(())
}

async fn set_aside(world: &World, hook: &Hook, error: &Error) -> Result<()> {
    let Some(batch) = store::hooks::batch_of(&hook.id) else {
        return Err(Error::Internal(format!("a webhook of no batch: {}", hook.id)));
    };
    let mut db = world.store.write().await?;
    store::hooks::set_trouble(&mut db, &hook.id, &error.to_string()).await?;
    let work = Work::ProcessHooks { batch };
    jobs::enqueue(&mut db, world, world.clock.now(), None, &work).await?;
    db.commit().await?;
    Ok(())
}
