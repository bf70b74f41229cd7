use domain::{IntegrationId, integration::Integration};

use super::view;
use crate::{Actor, Result, World, senders::access};

/// One of them.
pub async fn get(world: &World, actor: &Actor, id: &IntegrationId) -> Result<Integration> {
    let now = world.clock.now();
    let connected = access::seen(&mut world.store.read().await?, actor, id).await?;
    Ok(view::wire(world, &connected, now))
}
