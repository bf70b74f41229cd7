use domain::hours::{Form, OfficePage};
use leptos::prelude::*;

use crate::answer::Answer;

/// The page of opening hours.
#[server]
pub async fn load_hours() -> Answer<OfficePage> {
    use crate::context::{actor, world};
    Ok(portal::hours::open(&world(), &actor()?).await?)
}

/// Stores the opening hours and whether people take turns.
#[server]
pub async fn save_hours(form: Form, in_turn: Option<String>) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::hours::save(&world(), &actor()?, &form, in_turn.is_some()).await?)
}
