use domain::PersonId;

use super::remain;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Takes the login of someone of the ISV away, at once. The last admin stays. For admins.
pub async fn remove(world: &World, actor: &Actor, person: &PersonId) -> Result<()> {
    actor.admin()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    remain::hold(&mut db).await?;
    let colleague = store::people::get(&mut db, person)
        .await?
        .filter(|person| person.role.is_isv())
        .ok_or(Error::Missing)?;
    store::people::mark_isv_removed(&mut db, person, now).await?;
    remain::some_admin(&mut db).await?;
    store::logins::end_all(&mut db, person, None, now).await?;
    store::invitations::revoke_all(&mut db, person, now).await?;
    Line::new(What::AdminRemoved)
        .by(actor)
        .on(&colleague.email)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
