use domain::readiness::Probe;
use leptos::prelude::*;

use crate::answer::Answer;

/// Looks at every prerequisite, now.
#[server]
pub async fn load_readiness() -> Answer<Vec<Probe>> {
    use crate::context::{actor, world};
    Ok(portal::readiness::probe(&world(), &actor()?).await?)
}
