//! `GET /api/integrations`: what other programs of the dealer read.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use domain::IntegrationId;

use super::{Shared, problem, visitor::Visitor};

/// All of the dealer's.
pub async fn list(State(shared): State<Shared>, visitor: Visitor) -> Response {
    let found = async { portal::integrations::list(&shared.world, visitor.signed_in()?).await };
    match found.await {
        Ok(all) => Json(all).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// One of them.
pub async fn get(State(shared): State<Shared>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let found = async {
        let actor = visitor.signed_in()?;
        // What cannot be an id is as missing as one that nobody has.
        let id: IntegrationId = id.parse().map_err(|_| portal::Error::Missing)?;
        portal::integrations::get(&shared.world, actor, &id).await
    };
    match found.await {
        Ok(one) => Json(one).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}
