use domain::{
    DealerId, Page, PersonId, Timestamp,
    conversation::{ConversationRow, Filter},
};
use store::{Cursor, Db, conversations};

use super::lines::lines;
use crate::{Actor, Result, World, pages};

const PAGE: usize = 50;

/// The lines of a view, whoever waits longest first; `after` is `Page::next` of the part before. For owners and
/// agents.
pub async fn list(
    world: &World,
    actor: &Actor,
    filter: &Filter,
    after: Option<&str>,
) -> Result<Page<ConversationRow>> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    page(&mut db, dealer, me, filter, after).await
}

/// The same for who has looked up already who asks.
pub(super) async fn page(
    db: &mut Db,
    dealer: &DealerId,
    me: &PersonId,
    filter: &Filter,
    after: Option<&str>,
) -> Result<Page<ConversationRow>> {
    let after: Option<Cursor> = after.and_then(|text| text.parse().ok());
    let after = after.unwrap_or_else(conversations::top);
    let found = conversations::list(db, dealer, me, filter, &after, pages::limit(PAGE)).await?;
    let page = pages::cut(found, PAGE, |row| (Timestamp(row.place), row.id.as_str()));
    Ok(Page {
        rows: lines(db, dealer, me, page.rows).await?,
        next: page.next,
    })
}
