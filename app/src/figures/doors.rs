use domain::conversation::Stats;
use leptos::prelude::*;

use crate::answer::Answer;

/// How long buyers waited in the last 30 days.
#[server]
pub async fn load_figures() -> Answer<Stats> {
    use crate::context::{actor, world};
    Ok(portal::conversations::stats(&world(), &actor()?).await?)
}
