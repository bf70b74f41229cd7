use domain::Span;

use crate::{Result, World};

/// How long webhooks are kept after they were worked on. Twilio keeps its own log of them for 30 days as well.
const KEPT: Span = Span::days(30);

/// How long those are kept that could not be worked on: they hold what buyers wrote.
const UNDONE_KEPT: Span = Span::days(90);

/// Forgets old webhooks. For the worker.
pub async fn forget(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::hooks::delete_done(&mut db, now - KEPT).await?;
    store::hooks::delete_old(&mut db, now - UNDONE_KEPT).await?;
    db.commit().await?;
    Ok(())
}
