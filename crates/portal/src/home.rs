//! A dealer's home page.

use domain::home::Home;

use crate::{Actor, Result, World};

/// Checklist, numbers and what can be resumed. For owners and agents.
pub async fn view(_world: &World, _actor: &Actor) -> Result<Home> {
    todo!()
}
