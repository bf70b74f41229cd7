use domain::{Lang, PersonId, member::Role, say};

use super::remain;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Makes someone of the ISV admin or support. The last admin stays one. For admins.
pub async fn set_role(world: &World, actor: &Actor, person: &PersonId, role: Role) -> Result<()> {
    actor.admin()?;
    if !role.is_isv() {
        return Err(Error::field("role", say::people::role_isv_wrong(Lang::default())));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    remain::hold(&mut db).await?;
    let colleague = store::people::get(&mut db, person)
        .await?
        .filter(|person| person.role.is_isv())
        .ok_or(Error::Missing)?;
    if colleague.role == role {
        return Ok(());
    }
    store::people::set_isv_role(&mut db, person, role).await?;
    remain::some_admin(&mut db).await?;
    Line::new(What::AdminRoleSet)
        .by(actor)
        .on(&colleague.email)
        .with("role", role.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
