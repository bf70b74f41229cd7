use domain::api_key::ApiKey;

use crate::{Actor, Result, World};

/// The dealer's keys that work, oldest first. For owners.
pub async fn list(world: &World, actor: &Actor) -> Result<Vec<ApiKey>> {
    let dealer = actor.owned_dealer()?;
    Ok(store::api_keys::list(&mut world.store.read().await?, dealer).await?)
}
