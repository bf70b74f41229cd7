use domain::{SignupId, UnmatchedId, signup::Unmatched};
use leptos::prelude::*;

use crate::answer::Answer;

/// Finishes that match no signup.
#[server]
pub async fn list_unmatched() -> Answer<Vec<Unmatched>> {
    use crate::context::{actor, world};
    Ok(portal::signups::list_unmatched(&world(), &actor()?).await?)
}

/// Gives one to a signup.
#[server]
pub async fn assign_finish(id: UnmatchedId, signup: SignupId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::signups::assign(&world(), &actor()?, &id, &signup).await?)
}
