use domain::{ConversationId, PersonId};

use super::held::hold;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Gives a conversation to somebody of the dealer's, or to nobody. For owners and agents.
pub async fn assign(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    person: Option<&PersonId>,
) -> Result<()> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let mut held = hold(&mut db, dealer, conversation).await?;
    if held.row.assignee_id.as_ref() == person {
        return Ok(());
    }
    let to = match person {
        Some(id) => Some(
            store::people::find_member(&mut db, dealer, id)
                .await?
                .ok_or(Error::Missing)?,
        ),
        None => None,
    };
    held.row.assignee_id = person.cloned();
    Line::new(What::ConversationAssigned)
        .by(actor)
        .of(dealer)
        .on(to.as_ref().map_or("", |member| member.email.as_str()))
        .with("conversation", conversation.as_str())
        .write(&mut db, world, now)
        .await?;
    held.save(db, world).await
}
