use domain::{DealerId, HookId, JobId};
use store::{
    hooks::{NewHook, id_in},
    jobs::NewJob,
};

use crate::{
    Error, Result, World,
    jobs::{MOST_TRIES, Work},
};

/// A webhook whose signature was right.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Whose account signed it; `None` for Meta's.
    pub dealer: Option<DealerId>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: &'static str,
    /// What makes two deliveries the same news.
    pub dedupe_key: String,
    /// The body as it came, without NUL.
    pub body: String,
}

/// Stores webhooks (at most 9,999) in one write. What is stored already stays as it is. For the webhook routes.
///
/// Those about a dealer wait to be taken together; see [`take`](super::take). Meta's name no dealer, and what follows from
/// them takes several writes: they get a job.
pub async fn accept(world: &World, hooks: &[Incoming]) -> Result<()> {
    let now = world.clock.now();
    let batch: HookId = world.chance.id(now);
    let rows: Vec<NewHook<'_>> = hooks
        .iter()
        .enumerate()
        .map(|(place, hook)| NewHook {
            id: id_in(&batch, place),
            dealer_id: hook.dealer.as_ref(),
            kind: hook.kind,
            dedupe_key: &hook.dedupe_key,
            body: &hook.body,
        })
        .collect();
    let work = Work::ProcessHooks { batch };
    let payload = serde_json::to_string(&work).map_err(|why| Error::Internal(why.to_string()))?;
    let id: JobId = world.chance.id(now);
    // Without a key: nobody else can name a batch that was only just made.
    let job = NewJob {
        id: &id,
        kind: work.kind(),
        dealer: None,
        payload: &payload,
        unique_key: None,
        lane: None,
        max_attempts: MOST_TRIES,
        due_at: now,
        created_at: now,
    };
    let nameless = hooks.iter().any(|hook| hook.dealer.is_none());
    if store::hooks::accept(&world.store, now, &rows, nameless.then_some(job)).await? == 0 {
        return Ok(());
    }
    world.hooks.notify_one();
    if nameless {
        world.work.notify_one();
    }
    Ok(())
}
