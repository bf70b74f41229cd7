use domain::Span;

use crate::{
    Result, World,
    jobs::{self, Work},
};

/// What waits for longer should have a job.
const PATIENCE: Span = Span::minutes(10);
/// How many conversations one sweep looks at.
const AT_ONCE: u32 = 500;

/// Gives what waits to be sent a job where it lost its own. Part of the hourly sweep.
pub(crate) async fn pick_up(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let waiting = store::messages::list_waiting(&mut db, now - PATIENCE, AT_ONCE).await?;
    let mut lost = Vec::new();
    for (dealer, conversation) in waiting {
        let work = Work::DeliverMessages { conversation };
        // One that is there has its reason to wait, and is not hurried.
        if !jobs::is_under_way(&mut db, &work).await? {
            lost.push((dealer, work));
        }
    }
    drop(db);
    if lost.is_empty() {
        return Ok(());
    }
    let mut db = world.store.write().await?;
    for (dealer, work) in &lost {
        tracing::warn!(dealer = dealer.as_str(), ?work, "messages waited without a job");
        jobs::enqueue(&mut db, world, now, Some(dealer), work).await?;
    }
    db.commit().await?;
    Ok(())
}
