use domain::{DealerId, Lang, PersonId, dealer::NewDealer, member::Role, say};
use store::{invitations::Kind, people::NewPerson};

use crate::{
    Actor, Error, Result, World, address,
    audit::{Line, What},
    brands, invitations, mails,
};

/// Adds a dealer and mails its first owner an invitation. For admins.
pub async fn add(world: &World, actor: &Actor, new: NewDealer) -> Result<DealerId> {
    actor.admin()?;
    let lang = Lang::default();
    let name = new.name.trim();
    if !(2..=64).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Error::field("name", say::dealer::name_wrong(lang)));
    }
    let Some(email) = address::read(&new.owner_email) else {
        return Err(Error::field("owner_email", say::people::email_wrong(lang)));
    };
    let taken = || Error::field("owner_email", say::people::email_taken(lang));

    let now = world.clock.now();
    let (dealer, owner): (DealerId, PersonId) = (world.chance.id(now), world.chance.id(now));
    let mut db = world.store.write().await?;
    if store::people::find_by_email(&mut db, &email).await?.is_some() {
        return Err(taken());
    }
    let row = store::dealers::NewDealer {
        id: &dealer,
        brand: &brands::default_id(),
        name,
        created_at: now,
    };
    store::dealers::insert(&mut db, row).await?;
    let person = NewPerson {
        id: &owner,
        dealer: Some(&dealer),
        email: &email,
        name: "",
        role: Role::Owner,
        created_at: now,
    };
    match store::people::insert(&mut db, person).await {
        // Somebody else invited the same address in this very moment.
        Err(store::Error::Taken(_)) => return Err(taken()),
        done => done?,
    }
    let person = store::people::get(&mut db, &owner).await?.ok_or(Error::Missing)?;
    let link = invitations::write(&mut db, world, now, &owner, Kind::First).await?;
    mails::letters::link(&mut db, world, now, &person, Kind::First, &link).await?;
    Line::new(What::DealerAdded)
        .by(actor)
        .of(&dealer)
        .on(name)
        .with("owner", email)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(dealer)
}
