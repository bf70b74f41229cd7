//! Has people told of a message. Every feature that takes in or writes one rings here, in the same write.

use domain::{DealerId, MessageId};
use store::Db;

use crate::{
    Result, World,
    jobs::{self, Work},
};

/// Notes that people are to be told of a message, if any of the dealer's wants to be. Ring `world.work` after the commit.
pub(crate) async fn ring(db: &mut Db, world: &World, dealer: &DealerId, message: &MessageId) -> Result<()> {
    if is_listened_to(db, dealer).await? {
        tell(db, world, dealer, message).await?;
    }
    Ok(())
}

/// Whether any of the dealer's people wants to be told of messages.
pub(crate) async fn is_listened_to(db: &mut Db, dealer: &DealerId) -> Result<bool> {
    Ok(store::pushes::is_any(db, dealer).await?)
}

/// Has whoever wants to be told of a message.
pub(crate) async fn tell(db: &mut Db, world: &World, dealer: &DealerId, message: &MessageId) -> Result<()> {
    let work = Work::TellPeople {
        message: message.clone(),
    };
    jobs::enqueue(db, world, world.clock.now(), Some(dealer), &work).await
}
