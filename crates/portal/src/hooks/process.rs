use domain::HookId;
use store::hooks::Hook;

use crate::{Error, Result, World, jobs::Outcome, senders, signups};

/// Works on the webhooks of a batch that were not worked on yet. One that fails does not stop the others; it is tried
/// again with the job.
pub(crate) async fn process(world: &World, batch: &HookId) -> Result<Outcome> {
    let waiting = store::hooks::list_waiting(&mut world.store.read().await?, batch).await?;
    let mut done = Vec::with_capacity(waiting.len());
    let mut failed = None;
    for hook in waiting {
        match dispatch(world, &hook).await {
            Ok(()) => done.push(hook.id),
            Err(error) => {
                tracing::warn!(hook = hook.id.as_str(), kind = hook.kind, %error, "a webhook was not understood");
                failed = Some(error);
            }
        }
    }
    if !done.is_empty() {
        let mut db = world.store.write().await?;
        store::hooks::mark_done(&mut db, &done, world.clock.now()).await?;
        db.commit().await?;
    }
    failed.map_or(Ok(Outcome::Done), Err)
}

async fn dispatch(world: &World, hook: &Hook) -> Result<()> {
    let dealer = || {
        hook.dealer()
            .ok_or_else(|| Error::Internal("a webhook of Twilio's without its dealer".into()))
    };
    let form = || twilio::form::parse(hook.body.as_bytes());
    match hook.kind.as_str() {
        "inbound" => senders::note_inbound(world, &dealer()?, &form(), hook.received_at).await,
        "status" => senders::note_status(world, &dealer()?, &form(), hook.received_at).await,
        // Answered when it came: a call does not wait. Kept as it came, for whoever asks what was said.
        "voice" => Ok(()),
        "meta" => signups::meta_update(world, hook.body.as_bytes(), hook.received_at).await,
        other => Err(Error::Internal(format!("a webhook of an unknown kind: {other}"))),
    }
}
