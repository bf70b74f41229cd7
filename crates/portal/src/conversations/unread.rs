use crate::{Actor, Result, World};

/// How many open conversations nobody has looked at; counting stops at [`domain::conversation::Counts::MOST`]. For owners
/// and agents.
pub async fn unread(world: &World, actor: &Actor) -> Result<u32> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    Ok(store::conversations::count_views(&mut db, dealer, me)
        .await?
        .unread)
}
