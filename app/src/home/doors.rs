use domain::home::Home;
use leptos::prelude::*;

use crate::answer::Answer;

/// Checklist, numbers and what can be resumed.
#[server]
pub async fn load_home() -> Answer<Home> {
    use crate::context::{actor, world};
    Ok(portal::home::view(&world(), &actor()?).await?)
}
