use domain::{
    Page, Timestamp,
    dealer::{DealerList, DealerRow},
};
use store::{Cursor, Db, dealers::Row};

use super::standing::standing;
use crate::{Actor, Result, World, pages, signups};

const PAGE: usize = 50;

/// The list, newest first, found by name or a member's mail. For admins and support.
pub async fn list(world: &World, actor: &Actor, search: &str, after: Option<&str>) -> Result<DealerList> {
    actor.isv()?;
    let now = world.clock.now();
    let quota = signups::quota(world, actor).await?;
    let mut db = world.store.read().await?;
    let found = store::dealers::list(&mut db, search, &Cursor::read(after), pages::limit(PAGE)).await?;
    let page = pages::cut(found, PAGE, |row| (row.created_at, row.id.as_str()));
    let mut rows = Vec::with_capacity(page.rows.len());
    for found in page.rows {
        rows.push(row(&mut db, world, found, now).await?);
    }
    Ok(DealerList {
        page: Page {
            rows,
            next: page.next,
        },
        total: store::dealers::count(&mut db, search).await?,
        quota,
    })
}

/// A row with how the dealer is doing.
pub(super) async fn row(db: &mut Db, world: &World, found: Row, now: Timestamp) -> Result<DealerRow> {
    let standing = standing(db, world, &found.id, now).await?;
    Ok(DealerRow {
        id: found.id,
        name: found.name,
        owner: found.owner,
        level: standing.level,
        words: standing.words,
        last_inbound: standing.last_inbound,
        added: found.created_at,
        seen: found.seen_at,
    })
}
