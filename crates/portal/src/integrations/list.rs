use domain::integration::Integration;

use super::view;
use crate::{Actor, Result, World, senders::access};

/// A dealer's integrations as the API answers them, oldest first. For owners, agents and the dealer's programs; a signup's
/// link is for one session, not for the list.
pub async fn list(world: &World, actor: &Actor) -> Result<Vec<Integration>> {
    let dealer = actor.read_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let mut all = Vec::new();
    for row in store::integrations::list(&mut db, dealer).await? {
        let connected = access::with_rows(&mut db, row).await?;
        all.push(view::wire(world, &connected, now));
    }
    Ok(all)
}
