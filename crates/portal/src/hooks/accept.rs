use domain::DealerId;
use store::hooks::NewHook;

use crate::{Result, World, jobs};

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

/// Stores webhooks and the one job that will work on them, in one write. What is stored already stays as it is.
pub async fn accept(world: &World, hooks: &[Incoming]) -> Result<()> {
    let now = world.clock.now();
    let rows: Vec<NewHook> = hooks
        .iter()
        .map(|hook| NewHook {
            id: world.chance.id(now),
            dealer_id: hook.dealer.clone(),
            kind: hook.kind,
            dedupe_key: hook.dedupe_key.clone(),
            body: hook.body.clone(),
        })
        .collect();
    let Some(batch) = rows.first().map(|row| row.id.clone()) else {
        return Ok(());
    };
    let mut db = world.store.write().await?;
    if store::hooks::insert(&mut db, &batch, now, &rows).await? > 0 {
        let work = jobs::Work::ProcessHooks { batch };
        jobs::enqueue(&mut db, world, now, None, &work).await?;
        db.commit().await?;
        world.work.notify_one();
    }
    Ok(())
}
