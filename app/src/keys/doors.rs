use domain::{
    ApiKeyId,
    api_key::{ApiKey, NewApiKey},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// The dealer's keys.
#[server]
pub async fn load_keys() -> Answer<Vec<ApiKey>> {
    use crate::context::{actor, world};
    Ok(portal::api_keys::list(&world(), &actor()?).await?)
}

/// Makes a key, and tells it this once.
#[server]
pub async fn make_key(#[server(default)] name: String) -> Answer<NewApiKey> {
    use crate::context::{actor, world};
    Ok(portal::api_keys::make(&world(), &actor()?, &name).await?)
}

/// Ends a key.
#[server]
pub async fn withdraw_key(id: ApiKeyId) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::api_keys::withdraw(&world(), &actor()?, &id).await?)
}
