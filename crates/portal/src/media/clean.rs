use domain::Span;

use super::keep;
use crate::{Result, World};

/// How long a file waits for its message.
const KEPT: Span = Span::days(2);
/// How many are looked at in one sweep.
const AT_ONCE: u32 = 200;

/// Forgets files that were handed in and never sent. Part of the hourly sweep.
pub(crate) async fn clean(world: &World) -> Result<()> {
    let before = world.clock.now() - KEPT;
    let loose = store::attachments::list_loose(&mut world.store.read().await?, before, AT_ONCE).await?;
    for row in loose {
        let mut db = world.store.write().await?;
        let gone = store::attachments::delete_loose(&mut db, &row.dealer_id, &row.id).await?;
        db.commit().await?;
        // Taken up by a message in the meantime: it stays.
        if gone {
            keep::forget(world, &row).await?;
        }
    }
    Ok(())
}
