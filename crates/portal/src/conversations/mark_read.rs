use domain::ConversationId;

use super::held::hold;
use crate::{Actor, Error, Result, World};

/// Nothing in it is unread any more, and the person has seen the notes that name them. For owners and agents.
pub async fn mark_read(world: &World, actor: &Actor, conversation: &ConversationId) -> Result<()> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let row = store::conversations::get(&mut db, dealer, conversation)
        .await?
        .ok_or(Error::Missing)?;
    let named = store::mentions::list_of(&mut db, dealer, me, &[conversation]).await?;
    drop(db);
    // Pages say it whenever a conversation lies open before somebody; most often there is nothing to write.
    if row.unread == 0 && named.iter().all(|(_, seen)| *seen) {
        return Ok(());
    }
    let mut db = world.store.write().await?;
    let mut held = hold(&mut db, dealer, conversation).await?;
    held.row.unread = 0;
    store::mentions::mark_seen(&mut db, dealer, me, conversation, world.clock.now()).await?;
    held.save(db, world).await
}
