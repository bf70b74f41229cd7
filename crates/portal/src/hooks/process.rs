use domain::{HookId, Span, Timestamp};
use store::hooks::Hook;

use crate::{Error, Result, World, jobs::Outcome, messages, senders, signups};

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
                note_trouble(world, &hook, &error).await?;
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

/// When it came. Those of a batch came at the same moment: their places keep their order.
fn moment(hook: &Hook) -> Timestamp {
    let place = hook
        .id
        .as_str()
        .rsplit('-')
        .next()
        .and_then(|place| place.parse().ok());
    hook.received_at + Span(place.unwrap_or_default())
}

/// For the hooks page: why it is not done.
async fn note_trouble(world: &World, hook: &Hook, error: &Error) -> Result<()> {
    let mut db = world.store.write().await?;
    store::hooks::set_trouble(&mut db, &hook.id, &error.to_string()).await?;
    db.commit().await?;
    Ok(())
}

async fn dispatch(world: &World, hook: &Hook) -> Result<()> {
    let dealer = || {
        hook.dealer()
            .ok_or_else(|| Error::Internal("a webhook of Twilio's without its dealer".into()))
    };
    let form = || twilio::form::parse(hook.body.as_bytes());
    match hook.kind.as_str() {
        "inbound" => {
            let (dealer, form) = (dealer()?, form());
            messages::receive(world, &dealer, &form, moment(hook)).await?;
            senders::note_inbound(world, &dealer, &form, hook.received_at).await
        }
        "status" => {
            let (dealer, form) = (dealer()?, form());
            messages::track(world, &dealer, &form).await?;
            senders::note_status(world, &dealer, &form, hook.received_at).await
        }
        // Answered when it came: a call does not wait. Kept as it came, for whoever asks what was said.
        "voice" => Ok(()),
        "meta" => signups::meta_update(world, hook.body.as_bytes(), hook.received_at).await,
        other => Err(Error::Internal(format!("a webhook of an unknown kind: {other}"))),
    }
}
