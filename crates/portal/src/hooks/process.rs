use domain::HookId;
use store::hooks::Hook;

use super::together::together;
use crate::{
    Error, Result, World,
    jobs::{self, Outcome},
    signups,
};

/// Works on the webhooks of a batch that are not done, one by one: Meta's, and those that could not be taken with the
/// others. One that fails does not stop the others; it is tried again with the job, as long as that can help any of them.
pub(crate) async fn process(world: &World, batch: &HookId) -> Result<Outcome> {
    let waiting = store::hooks::list_waiting(&mut world.store.read().await?, batch).await?;
    let mut failed: Option<Error> = None;
    for hook in waiting {
        if let Err(error) = alone(world, &hook).await {
            tracing::warn!(hook = hook.id.as_str(), kind = hook.kind, %error, "a webhook was not understood");
            note_trouble(world, &hook, &error).await?;
            if !failed.as_ref().is_some_and(jobs::may_pass) {
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(Outcome::Done), Err)
}

/// Works on one, unless it is done.
pub(super) async fn alone(world: &World, hook: &Hook) -> Result<()> {
    if hook.dealer().is_none() {
        signups::meta_update(world, hook.body.as_bytes(), hook.received_at).await?;
    }
    let mut db = world.store.write().await?;
    if !store::hooks::mark_done(&mut db, &hook.id, world.clock.now()).await? {
        return Ok(());
    }
    if hook.dealer().is_some() {
        together(&mut db, world, std::slice::from_ref(hook)).await?;
    }
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

/// For the hooks page: why it is not done.
async fn note_trouble(world: &World, hook: &Hook, error: &Error) -> Result<()> {
    let mut db = world.store.write().await?;
    store::hooks::set_trouble(&mut db, &hook.id, &error.to_string()).await?;
    db.commit().await?;
    Ok(())
}
