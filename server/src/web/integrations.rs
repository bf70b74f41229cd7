//! `GET /api/integrations`: what other programs of the dealer read, by a key or by somebody's session.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use domain::IntegrationId;
use portal::Actor;

use super::{Shared, problem, visitor::Visitor};

/// All of the dealer's.
pub async fn list(State(shared): State<Shared>, visitor: Visitor, headers: HeaderMap) -> Response {
    let found = async {
        let reader = reader(&shared, visitor, &headers).await?;
        portal::integrations::list(&shared.world, &reader).await
    };
    match found.await {
        Ok(all) => Json(all).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// One of them.
pub async fn get(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = async {
        let reader = reader(&shared, visitor, &headers).await?;
        // What cannot be an id is as missing as one that nobody has.
        let id: IntegrationId = id.parse().map_err(|_| portal::Error::Missing)?;
        portal::integrations::get(&shared.world, &reader, &id).await
    };
    match found.await {
        Ok(one) => Json(one).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// Who reads: the program whose key stands in `Authorization: Bearer …`, else who is signed in. With a key that is
/// wrong nobody reads, whatever cookie comes along.
async fn reader(shared: &Shared, visitor: Visitor, headers: &HeaderMap) -> portal::Result<Actor> {
    let Some(given) = headers.get(header::AUTHORIZATION) else {
        return visitor.signed_in().cloned();
    };
    let key = given.to_str().ok().and_then(|text| {
        let (scheme, key) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    portal::api_keys::authenticate(&shared.world, key.unwrap_or_default(), visitor.from).await
}
