//! The people of the demo.

use domain::{DealerId, PersonId, member::Role};
use secrecy::SecretString;
use store::{dealers::NewDealer, people::NewPerson};

use crate::{
    Actor, Result, World,
    audit::{Line, What},
    brands,
};

/// The password of everyone in the demo. Said on its login page.
const PASSWORD: &str = "forecourt-demo";

/// Dealer, mail address, name, role.
const PEOPLE: [(Option<&str>, &str, &str, Role); 3] = [
    (None, "admin@forecourt.test", "Sanne Visser", Role::Admin),
    (
        Some("Autobedrijf Jansen"),
        "dealer@forecourt.test",
        "Piet Jansen",
        Role::Owner,
    ),
    (
        Some("Garage De Linde"),
        "linde@forecourt.test",
        "Noor van der Linde",
        Role::Owner,
    ),
];

/// Adds an admin and two dealers with an owner each, unless they are there.
pub async fn seed(world: &World) -> Result<()> {
    brands::ensure_default(world).await?;
    for (dealer, email, name, role) in PEOPLE {
        let known = store::people::find_by_email(&mut world.store.read().await?, email).await?;
        if known.is_none() {
            add(world, dealer, email, name, role).await?;
        }
    }
    Ok(())
}

async fn add(world: &World, dealer: Option<&str>, email: &str, name: &str, role: Role) -> Result<()> {
    let hash = world
        .passwords
        .hash(&world.chance, &SecretString::from(PASSWORD))
        .await?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let dealer_id: Option<DealerId> = dealer.map(|_| world.chance.id(now));
    if let (Some(id), Some(name)) = (&dealer_id, dealer) {
        let new = NewDealer {
            id,
            brand: &brands::default_id(),
            name,
            created_at: now,
        };
        store::dealers::insert(&mut db, new).await?;
        Line::new(What::DealerAdded)
            .by(&Actor::Machine)
            .of(id)
            .on(name)
            .write(&mut db, world, now)
            .await?;
    }
    let id: PersonId = world.chance.id(now);
    let new = NewPerson {
        id: &id,
        dealer: dealer_id.as_ref(),
        email,
        name,
        role,
        created_at: now,
    };
    store::people::insert(&mut db, new).await?;
    store::people::set_password(&mut db, &id, &hash).await?;
    db.commit().await?;
    Ok(())
}
