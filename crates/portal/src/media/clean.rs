use domain::Span;
use store::attachments::Attachment;

use super::keep;
use crate::{Result, World};

/// How long a file waits for its message.
const KEPT: Span = Span::days(2);
/// How many are looked at in one sweep.
const AT_ONCE: u32 = 200;

/// Forgets files that were handed in and never sent. Part of the hourly sweep; one that cannot be removed is tried
/// again by the next.
pub(crate) async fn clean(world: &World) -> Result<()> {
    let before = world.clock.now() - KEPT;
    let loose = store::attachments::list_loose(&mut world.store.read().await?, before, AT_ONCE).await?;
    for row in loose {
        if let Err(error) = forget(world, &row).await {
            tracing::error!(attachment = row.id.as_str(), %error, "a file that was never sent was not removed");
        }
    }
    Ok(())
}

/// First no message can take it up any more, then its bytes go, then the row that tells where they were.
async fn forget(world: &World, row: &Attachment) -> Result<()> {
    let mut db = world.store.write().await?;
    let is_loose = store::attachments::erase_loose(&mut db, &row.dealer_id, &row.id).await?;
    db.commit().await?;
    if !is_loose {
        return Ok(());
    }
    keep::forget(world, row).await?;
    let mut db = world.store.write().await?;
    store::attachments::delete_loose(&mut db, &row.dealer_id, &row.id).await?;
    db.commit().await?;
    Ok(())
}
