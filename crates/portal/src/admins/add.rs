use domain::{PersonId, member::Role};
use store::invitations::Kind;

use super::enlist::{self, enlist};
use crate::{
    Actor, Result, World,
    audit::{Line, What},
    invitations, mails,
};

/// A person of the ISV, and the link that sets their password.
#[derive(Debug)]
pub struct NewAdmin {
    /// Who.
    pub person: PersonId,
    /// Absolute; works once: seven days for a first password, an hour for another.
    pub link: String,
}

/// Adds an admin or someone of support, or, if they are of the ISV already, gives them that role and a new link that
/// sets their password. For the command line: whoever can run it holds the database anyway.
pub async fn add(world: &World, email: &str, role: Role) -> Result<NewAdmin> {
    let email = enlist::read(email, role)?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let person = enlist(&mut db, world, now, &email, role).await?;
    let kind = if person.password_hash.is_some() {
        Kind::Reset
    } else {
        Kind::First
    };
    let link = invitations::write(&mut db, world, now, &person.id, kind).await?;
    mails::letters::link(&mut db, world, now, &person, kind, &link).await?;
    Line::new(What::AdminAdded)
        .by(&Actor::Machine)
        .on(&person.email)
        .with("role", role.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(NewAdmin {
        person: person.id,
        link: link.url,
    })
}
