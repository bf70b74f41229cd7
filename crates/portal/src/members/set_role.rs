use domain::{Lang, PersonId, member::Role, say};

use super::owners;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Makes someone owner or agent. The last owner stays one. For owners.
pub async fn set_role(world: &World, actor: &Actor, person: &PersonId, role: Role) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    if role.is_isv() {
        return Err(Error::field("role", say::people::role_wrong(Lang::default())));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let member = store::people::find_member(&mut db, dealer, person)
        .await?
        .ok_or(Error::Missing)?;
    if member.role == role {
        return Ok(());
    }
    store::people::set_role(&mut db, dealer, person, role).await?;
    owners::remain(&mut db, dealer).await?;
    Line::new(What::MemberRoleSet)
        .by(actor)
        .of(dealer)
        .on(&member.email)
        .with("role", role.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
