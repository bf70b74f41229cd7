//! Numbers: what can be bought, and whether one's own can be connected.
//! Being built: search and check come next.

use domain::number::{NumberCheck, NumberKind, NumberOffer, NumberQuery};

use crate::{Actor, Result, World};

/// Numbers that can be bought now, with their price. For owners, and through a signup link.
pub async fn search(_world: &World, _actor: &Actor, _query: NumberQuery) -> Result<Vec<NumberOffer>> {
    todo!()
}

/// Whether a number of one's own can be connected. For owners, and through a signup link.
pub async fn check(_world: &World, _actor: &Actor, _kind: NumberKind, _number: &str) -> Result<NumberCheck> {
    todo!()
}
