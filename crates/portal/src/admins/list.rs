use domain::member::Member;

use crate::{Actor, Result, World};

/// Everyone of the ISV, admins first. For admins.
pub async fn list(world: &World, actor: &Actor) -> Result<Vec<Member>> {
    actor.admin()?;
    let (me, _) = actor.person()?;
    let rows = store::people::list_isv(&mut world.store.read().await?).await?;
    Ok(rows.into_iter().map(|row| row.into_member(Some(me))).collect())
}
