use domain::integration::Integration;

use super::view;
use crate::{Actor, Result, World, senders::access};

/// A dealer's integrations as the API answers them, oldest first. For owners and agents.
pub async fn list(world: &World, actor: &Actor) -> Result<Vec<Integration>> {
    let dealer = people_only(actor)?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let mut all = Vec::new();
    for row in store::integrations::list(&mut db, dealer).await? {
        let connected = access::with_rows(&mut db, row).await?;
        all.push(view::wire(world, &connected, now));
    }
    Ok(all)
}

/// A link is for one session, not for the dealer's list.
fn people_only(actor: &Actor) -> Result<&domain::DealerId> {
    match actor {
        Actor::Person { .. } => actor.dealer(),
        Actor::Link { .. } | Actor::Machine => Err(crate::Error::Missing),
    }
}
