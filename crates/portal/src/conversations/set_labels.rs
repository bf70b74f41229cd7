use domain::{ConversationId, LabelId};

use super::held::hold;
use crate::{Actor, Result, World};

/// More labels than this are not read.
const MOST: usize = 20;

/// Gives a conversation exactly these labels; those that are not the dealer's are passed over. For owners and agents.
pub async fn set_labels(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    labels: &[LabelId],
) -> Result<()> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.write().await?;
    let held = hold(&mut db, dealer, conversation).await?;
    let labels = &labels[..labels.len().min(MOST)];
    store::labels::set(&mut db, dealer, conversation, labels).await?;
    held.save(db, world).await
}
