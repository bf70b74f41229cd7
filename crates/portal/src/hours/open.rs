use domain::hours::{Hours, OfficePage};

use crate::{Actor, Result, World, zone};

/// The page of opening hours. For owners.
pub async fn open(world: &World, actor: &Actor) -> Result<OfficePage> {
    let dealer = actor.owned_dealer()?;
    let office = store::offices::get(&mut world.store.read().await?, dealer).await?;
    let (hours, in_turn) = office.map_or_else(
        || (Hours::default(), false),
        |office| (office.hours, office.in_turn),
    );
    let wall = zone::wall(&hours.zone, world.clock.now());
    Ok(OfficePage {
        is_open: wall.is_some_and(|wall| hours.is_open(wall)),
        zones: zone::OFFERED.iter().map(|zone| (*zone).to_owned()).collect(),
        hours,
        in_turn,
    })
}
