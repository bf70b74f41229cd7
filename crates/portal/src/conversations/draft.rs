use domain::{ConversationId, Lang, say};

use super::held::not_erased;
use crate::{Actor, Error, Result, World};

/// Characters of a draft.
const LONGEST: usize = 4_096;

/// Keeps what the person has begun to write in a conversation; blank words forget it. For owners and agents.
pub async fn save_draft(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    body: &str,
) -> Result<()> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let body = &body.replace('\0', "");
    if body.chars().count() > LONGEST {
        return Err(Error::field(
            "body",
            say::desk::draft_long(Lang::default(), LONGEST),
        ));
    }
    let mut db = world.store.write().await?;
    // Whoever erases the buyer is done with it, or comes after this.
    store::inboxes::hold(&mut db, dealer).await?;
    let conversation = store::conversations::get(&mut db, dealer, conversation)
        .await?
        .ok_or(Error::Missing)?;
    if body.trim().is_empty() {
        store::drafts::delete(&mut db, dealer, me, &conversation.id).await?;
    } else {
        // A page may have been open when everything about the buyer was erased, draft and all.
        not_erased(&mut db, &conversation).await?;
        store::drafts::set(&mut db, dealer, me, &conversation.id, body, world.clock.now()).await?;
    }
    db.commit().await?;
    Ok(())
}
