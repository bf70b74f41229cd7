use domain::{Lang, PersonId, member::Role, say};
use store::{invitations::Kind, people::NewPerson};

use crate::{
    Actor, Error, Result, World, address,
    audit::{Line, What},
    invitations, mails,
};

/// A person of the ISV, and the link that sets their first password.
#[derive(Debug)]
pub struct NewAdmin {
    /// Who.
    pub person: PersonId,
    /// Absolute; works once, for seven days.
    pub link: String,
}

/// Adds an admin of the ISV, or, if they are one already, makes a new link that sets their password. For the command
/// line: whoever can run it holds the database anyway.
pub async fn add_admin(world: &World, email: &str) -> Result<NewAdmin> {
    let now = world.clock.now();
    let lang = Lang::default();
    let Some(email) = address::read(email) else {
        return Err(Error::field("email", say::people::email_wrong(lang)));
    };
    let mut db = world.store.write().await?;
    let known = store::people::find_by_email(&mut db, &email).await?;
    let person = match known {
        Some(person) if person.role == Role::Admin => person,
        Some(_) => return Err(Error::field("email", say::people::email_taken(lang))),
        None => {
            let id: PersonId = world.chance.id(now);
            let new = NewPerson {
                id: &id,
                dealer: None,
                email: &email,
                name: "",
                role: Role::Admin,
                created_at: now,
            };
            store::people::insert(&mut db, new).await?;
            store::people::get(&mut db, &id).await?.ok_or(Error::Missing)?
        }
    };
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
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(NewAdmin {
        person: person.id,
        link: link.url,
    })
}
