use domain::find::Found;
use leptos::prelude::*;

use crate::answer::Answer;

/// What is called so: dealers, or buyers and their conversations.
#[server]
pub async fn find_anything(#[server(default)] typed: String) -> Answer<Vec<Found>> {
    use crate::context::{actor, world};
    Ok(portal::find::find(&world(), &actor()?, &typed).await?)
}
