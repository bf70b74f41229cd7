use domain::{Lang, readiness::Probe};

use super::{forecourt, meta, twilio};
use crate::{Actor, Result, World};

/// Looks at every prerequisite, asking Twilio and Meta where it can. For admins and support; also `forecourt check`.
///
/// Always answers in the same order. One that fails hides no other: each is a probe of its own.
pub async fn probe(world: &World, actor: &Actor) -> Result<Vec<Probe>> {
    actor.isv()?;
    let lang = Lang::default();
    let (forecourt, twilio, meta) = futures::future::join3(
        Box::pin(forecourt::probes(world, lang)),
        Box::pin(twilio::probes(world, lang)),
        Box::pin(meta::probes(world, lang)),
    )
    .await;
    Ok([forecourt, twilio, meta].concat())
}
