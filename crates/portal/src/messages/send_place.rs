use domain::{
    ConversationId, Lang,
    message::{Content, MessageView, Outgoing},
    say::sending as words,
};

use super::send;
use crate::{Actor, Error, Result, World};

/// Sends the dealer's own place, as [`send`] sends everything. For the dealer's people.
pub async fn send_place(
    world: &World,
    actor: &Actor,
    conversation: ConversationId,
    request_id: String,
) -> Result<MessageView> {
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let known = store::conversations::get(&mut db, dealer, &conversation).await?;
    known.ok_or(Error::Missing)?;
    let place = store::places::get(&mut db, dealer).await?;
    drop(db);
    let place = place.ok_or_else(|| Error::field("place", words::no_place(Lang::default())))?;
    let outgoing = Outgoing {
        conversation,
        request_id,
        content: Content::Location(place),
    };
    send(world, actor, outgoing).await
}
