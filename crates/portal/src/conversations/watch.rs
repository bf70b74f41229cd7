use std::sync::Arc;

use tokio::sync::Notify;

use crate::{Actor, Result, World};

/// The bell of the inbox, rung when it changed. For owners and agents.
pub fn bell(world: &World, actor: &Actor) -> Result<Arc<Notify>> {
    Ok(world.store.bell(actor.dealer()?))
}

/// The count of the inbox's last change, or `None` once the sign-in is over: what a live page asks again and again, so
/// it is one small read. For owners and agents.
pub async fn watch(world: &World, actor: &Actor) -> Result<Option<i64>> {
    let (_, login) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    Ok(store::inboxes::watch(&mut db, dealer, login, world.clock.now()).await?)
}
