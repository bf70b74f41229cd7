//! Numbers: what can be bought, and whether one's own can be connected.

mod check;
mod holder;
mod line;
mod offer;
mod search;

pub use check::check;
pub(crate) use check::own;
pub(crate) use holder::{Holder, holder};
pub use search::search;

use crate::{Actor, Result};

/// Passes for owners and for whoever holds a signup link.
fn for_owners(actor: &Actor) -> Result<()> {
    match actor {
        Actor::Link { .. } => Ok(()),
        Actor::Person { .. } | Actor::Program { .. } | Actor::Machine => actor.owned_dealer().map(|_| ()),
    }
}
