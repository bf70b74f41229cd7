//! Integrations: what finished signups left.

use domain::{
    IntegrationId,
    integration::{Connection, Integration},
};

use crate::{Actor, Result, World};

/// A dealer's integrations as the API answers them, oldest first. For owners and agents.
pub async fn list(_world: &World, _actor: &Actor) -> Result<Vec<Integration>> {
    todo!()
}

/// One of them.
pub async fn get(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<Integration> {
    todo!()
}

/// Everything the connection page shows. For the dealer's people, and for the ISV's.
pub async fn open(_world: &World, _actor: &Actor, _id: &IntegrationId) -> Result<Connection> {
    todo!()
}
