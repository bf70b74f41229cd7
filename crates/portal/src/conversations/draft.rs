use domain::{Code, ConversationId, Lang, say};

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
    let conversation = store::conversations::get(&mut db, dealer, conversation)
        .await?
        .ok_or(Error::Missing)?;
    let contact = store::contacts::get(&mut db, dealer, &conversation.contact_id).await?;
    let is_erased = contact.is_none_or(|contact| contact.erased_at.is_some());
    if body.trim().is_empty() {
        store::drafts::delete(&mut db, dealer, me, &conversation.id).await?;
    } else if is_erased {
        // A page that was open when everything about the buyer was erased, draft and all.
        return Err(Error::problem(
            Code::ContactStopped,
            say::sending::erased(Lang::default()),
        ));
    } else {
        store::drafts::set(&mut db, dealer, me, &conversation.id, body, world.clock.now()).await?;
    }
    db.commit().await?;
    Ok(())
}
