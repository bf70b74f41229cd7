use domain::{
    ConversationId, DealerId, Lang, Page, Timestamp, conversation::Thread, message::MessageView,
    window::window,
};
use store::{Cursor, Db};

use super::lines::lines;
use crate::{Actor, Error, Result, World, contact_views, message_views, pages, telephone};

const PAGE: usize = 50;

/// A conversation with its latest messages. For owners and agents.
pub async fn open(world: &World, actor: &Actor, conversation: &ConversationId) -> Result<Thread> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let lang = Lang::default();
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let row = store::conversations::get(&mut db, dealer, conversation)
        .await?
        .ok_or(Error::Missing)?;
    let contact = store::contacts::get(&mut db, dealer, &row.contact_id)
        .await?
        .ok_or(Error::Missing)?;
    let number = store::numbers::get(&mut db, dealer, &row.number_id)
        .await?
        .ok_or(Error::Missing)?;
    let page = messages(&mut db, dealer, conversation, &Cursor::start(), now).await?;
    let draft = store::drafts::get(&mut db, dealer, me, conversation).await?;
    let first = store::replies::find_first(&mut db, dealer, conversation).await?;
    let window = window(row.last_inbound_at, now);
    let row = lines(&mut db, dealer, me, vec![row]).await?.pop();
    Ok(Thread {
        row: row.ok_or(Error::Missing)?,
        contact: contact_views::view(lang, contact),
        number: telephone::international(&number.number),
        window,
        messages: page.rows,
        earlier: page.next,
        draft,
        first_reply: first.map(|reply| reply.replied_at - reply.waited_since),
    })
}

/// The messages before those, oldest first; `before` is [`Thread::earlier`], and `next` leads further back. For owners
/// and agents.
pub async fn earlier(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    before: &str,
) -> Result<Page<MessageView>> {
    let dealer = actor.dealer()?;
    let before = before.parse().map_err(|()| Error::Missing)?;
    let mut db = world.store.read().await?;
    messages(&mut db, dealer, conversation, &before, world.clock.now()).await
}

async fn messages(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
    before: &Cursor,
    now: Timestamp,
) -> Result<Page<MessageView>> {
    let found = store::messages::list(db, dealer, conversation, before, pages::limit(PAGE)).await?;
    let mut page = pages::cut(found, PAGE, |row| (row.at, row.id.as_str()));
    page.rows.reverse();
    Ok(Page {
        rows: message_views::all(db, Lang::default(), now, page.rows).await?,
        next: page.next,
    })
}
