//! Whether the ISV itself can connect dealers.
//! Being built: the probes come next.

use domain::readiness::Probe;

use crate::{Actor, Result, World};

/// Looks at every prerequisite, asking Twilio and Meta where it can. For admins and support; also `forecourt check`.
pub async fn probe(_world: &World, _actor: &Actor) -> Result<Vec<Probe>> {
    todo!()
}
