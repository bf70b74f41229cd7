use domain::{
    Timestamp,
    dealer::{DealerList, DealerRow},
    signup::{QUOTA_WINDOW, Quota},
};
use store::{Cursor, Db, dealers::Row};

use super::standing;
use crate::{Actor, Result, World, pages};

const PAGE: usize = 50;

/// The list, newest first, found by name or a member's mail. For admins and support.
pub async fn list(world: &World, actor: &Actor, search: &str, after: Option<&str>) -> Result<DealerList> {
    actor.isv()?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let found = store::dealers::list(&mut db, search, &Cursor::read(after), pages::limit(PAGE)).await?;
    let page = pages::cut(found, PAGE, |row| (row.created_at, row.id.as_str()));
    let mut rows = Vec::with_capacity(page.rows.len());
    for found in page.rows {
        rows.push(row(&mut db, found).await?);
    }
    Ok(DealerList {
        page: domain::Page {
            rows,
            next: page.next,
        },
        total: store::dealers::count(&mut db, search).await?,
        quota: quota(&mut db, world, now).await?,
    })
}

/// A row with how the dealer is doing.
pub(super) async fn row(db: &mut Db, found: Row) -> Result<DealerRow> {
    let standing = standing(db, &found.id).await?;
    Ok(DealerRow {
        id: found.id,
        name: found.name,
        owner: found.owner,
        level: standing.level,
        words: standing.words,
        added: found.created_at,
        seen: found.seen_at,
    })
}

/// How many places of the rolling week are taken.
async fn quota(db: &mut Db, world: &World, now: Timestamp) -> Result<Quota> {
    let limit = world.settings.weekly_quota;
    let taken = store::signups::list_new_dealers(db, now - QUOTA_WINDOW).await?;
    let used = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    // A place is free when so many have left the window that one below the limit is in it.
    let leaves = used.checked_sub(limit).and_then(|over| taken.get(over as usize));
    Ok(Quota {
        used,
        limit,
        free_at: leaves.map(|(_, at)| *at + QUOTA_WINDOW),
    })
}
