use domain::{Lang, PersonId, Timestamp, member::Role, say};
use store::{
    Db,
    people::{NewPerson, Person},
};

use super::remain;
use crate::{Error, Result, World, address};

/// The address of someone to add, if it is one and the role is of the ISV.
pub(super) fn read(email: &str, role: Role) -> Result<String> {
    let lang = Lang::default();
    if !role.is_isv() {
        return Err(Error::field("role", say::people::role_isv_wrong(lang)));
    }
    address::read(email).ok_or_else(|| Error::field("email", say::people::email_wrong(lang)))
}

/// Someone of the ISV with that address and role: whoever is of the ISV already gets the role, others are added. Whoever
/// is a dealer's is not told about.
pub(super) async fn enlist(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    email: &str,
    role: Role,
) -> Result<Person> {
    remain::hold(db).await?;
    let taken = || Error::field("email", say::people::email_taken(Lang::default()));
    if let Some(known) = store::people::find_by_email(db, email).await? {
        if !known.role.is_isv() {
            return Err(taken());
        }
        store::people::set_isv_role(db, &known.id, role).await?;
        if known.role != role && known.password_hash.is_some() {
            remain::some_admin(db).await?;
        }
        return Ok(Person { role, ..known });
    }
    let id: PersonId = world.chance.id(now);
    let new = NewPerson {
        id: &id,
        dealer: None,
        email,
        name: "",
        role,
        created_at: now,
    };
    match store::people::insert(db, new).await {
        // A dealer invited the same address in this very moment.
        Err(store::Error::Taken(_)) => return Err(taken()),
        done => done?,
    }
    store::people::get(db, &id).await?.ok_or(Error::Missing)
}
