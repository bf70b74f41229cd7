use domain::member::Member;

use crate::{Actor, Result, World};

/// Everyone of the dealer, owners first. For owners and agents.
pub async fn list(world: &World, actor: &Actor) -> Result<Vec<Member>> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let rows = store::people::list(&mut db, dealer).await?;
    Ok(rows.into_iter().map(|row| row.into_member(Some(me))).collect())
}
