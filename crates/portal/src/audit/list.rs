use domain::{DealerId, Lang, Page, audit::AuditLine};
use store::Cursor;

use crate::{Actor, Result, World};

const PAGE: usize = 50;

/// The log, newest first, of one dealer or of all. For admins and support.
pub async fn list(
    world: &World,
    actor: &Actor,
    dealer: Option<&DealerId>,
    after: Option<&str>,
) -> Result<Page<AuditLine>> {
    actor.isv()?;
    let mut db = world.store.read().await?;
    let (after, limit) = (Cursor::read(after), crate::pages::limit(PAGE));
    let rows = match dealer {
        Some(dealer) => store::audit::list(&mut db, dealer, &after, limit).await?,
        None => store::audit::list_all(&mut db, &after, limit).await?,
    };
    let page = crate::pages::cut(rows, PAGE, |row| (row.at, row.id.as_str()));
    Ok(page.map(|row| AuditLine {
        words: super::words(Lang::default(), &row.what, &row.subject, &row.detail),
        id: row.id,
        at: row.at,
        who: row.who,
        from: row.from,
        what: row.what,
        dealer: row.dealer,
        dealer_name: row.dealer_name,
    }))
}
