use domain::{DealerId, Lang, PersonId, Timestamp, member::Role, say};
use store::{
    Db,
    invitations::Kind,
    people::{NewPerson, Person},
};

use crate::{
    Actor, Error, Result, World, address,
    audit::{Line, What},
    invitations, mails,
};

/// Mails an invitation. Inviting the same mail again sends a new link and ends the old one. For owners.
pub async fn invite(world: &World, actor: &Actor, email: &str, role: Role) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    if role.is_isv() {
        return Err(Error::field("role", say::people::role_wrong(lang)));
    }
    let Some(email) = address::read(email) else {
        return Err(Error::field("email", say::people::email_wrong(lang)));
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let person = match store::people::find_by_email(&mut db, &email).await? {
        Some(known) => again(&mut db, dealer, known, role).await?,
        None => add(&mut db, world, now, dealer, &email, role).await?,
    };
    let link = invitations::write(&mut db, world, now, &person.id, Kind::First).await?;
    mails::letters::link(&mut db, world, now, &person, Kind::First, &link).await?;
    Line::new(What::MemberInvited)
        .by(actor)
        .of(dealer)
        .on(&email)
        .with("role", role.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

/// Someone who was invited before and has not come yet. Whoever has a login elsewhere is not told about.
async fn again(db: &mut Db, dealer: &DealerId, known: Person, role: Role) -> Result<Person> {
    let lang = Lang::default();
    if known.dealer.as_ref() != Some(dealer) {
        return Err(Error::field("email", say::people::email_taken(lang)));
    }
    if known.password_hash.is_some() {
        return Err(Error::field("email", say::people::member_here(lang)));
    }
    store::people::set_role(db, dealer, &known.id, role).await?;
    Ok(Person { role, ..known })
}

async fn add(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &DealerId,
    email: &str,
    role: Role,
) -> Result<Person> {
    let id: PersonId = world.chance.id(now);
    let new = NewPerson {
        id: &id,
        dealer: Some(dealer),
        email,
        name: "",
        role,
        created_at: now,
    };
    match store::people::insert(db, new).await {
        // Somebody else invited the same address in this very moment.
        Err(store::Error::Taken(_)) => {
            return Err(Error::field("email", say::people::email_taken(Lang::default())));
        }
        done => done?,
    }
    store::people::get(db, &id).await?.ok_or(Error::Missing)
}
