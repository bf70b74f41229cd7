use domain::{Lang, member::Role, say};
use store::invitations::Kind;

use super::enlist::{self, enlist};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    invitations, mails,
};

/// Mails an invitation to become admin or support. Inviting the same mail again sends a new link and ends the old one.
/// For admins.
pub async fn invite(world: &World, actor: &Actor, email: &str, role: Role) -> Result<()> {
    actor.admin()?;
    let email = enlist::read(email, role)?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let person = enlist(&mut db, world, now, &email, role).await?;
    if person.password_hash.is_some() {
        return Err(Error::field("email", say::people::admin_here(Lang::default())));
    }
    let link = invitations::write(&mut db, world, now, &person.id, Kind::First).await?;
    mails::letters::link(&mut db, world, now, &person, Kind::First, &link).await?;
    Line::new(What::AdminInvited)
        .by(actor)
        .on(&email)
        .with("role", role.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
