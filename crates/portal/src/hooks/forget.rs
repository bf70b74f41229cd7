use domain::Span;

use crate::{Result, World};

/// How long webhooks are kept after they were worked on. Twilio keeps its own log of them for 30 days as well.
const KEPT: Span = Span::days(30);

/// Forgets old webhooks. For the worker.
pub async fn forget(world: &World) -> Result<()> {
    let before = world.clock.now() - KEPT;
    let mut db = world.store.write().await?;
    store::hooks::delete_done(&mut db, before).await?;
    db.commit().await?;
    Ok(())
}
