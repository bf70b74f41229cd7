use domain::{DealerId, JobId, Timestamp};
use store::{Db, jobs::NewJob};

use super::Work;
use crate::{Error, Result, World};

/// How often a job is tried before it is given up. With the pauses of `backoff.rs` that is about four hours.
pub(crate) const MOST_TRIES: u32 = 20;

/// Adds work that is due now, inside the caller's write. Ring `world.work` after the commit.
pub async fn enqueue(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: Option<&DealerId>,
    work: &Work,
) -> Result<()> {
    enqueue_at(db, world, now, dealer, work, now).await
}

/// Adds work that is due at `due_at`. The same work that waits already comes forward instead.
pub async fn enqueue_at(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: Option<&DealerId>,
    work: &Work,
    due_at: Timestamp,
) -> Result<()> {
    let id: JobId = world.chance.id(now);
    let payload = serde_json::to_string(work).map_err(|why| Error::Internal(why.to_string()))?;
    let unique_key = work.unique_key();
    let lane = dealer
        .filter(|_| work.one_at_a_time())
        .map(|dealer| format!("dealer:{dealer}"));
    let job = NewJob {
        id: &id,
        kind: work.kind(),
        dealer,
        payload: &payload,
        unique_key: Some(&unique_key),
        lane: lane.as_deref(),
        max_attempts: MOST_TRIES,
        due_at,
        created_at: now,
    };
    store::jobs::insert(db, job).await?;
    Ok(())
}

/// Whether the same work waits or runs.
pub(crate) async fn is_under_way(db: &mut Db, work: &Work) -> Result<bool> {
    Ok(store::jobs::is_unfinished(db, &work.unique_key()).await?)
}
