//! The inbox, live.

use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;

use super::{Shared, problem, visitor::Visitor};

/// From where a page wants to go on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    after: Option<i64>,
}

/// `GET /inbox/live`: what changes in the inbox after the count `after`, or after the last event the browser saw.
pub async fn live(
    State(shared): State<Shared>,
    visitor: Visitor,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    // What the browser saw is later than the address it began with.
    let after = last.and_then(|id| id.parse().ok()).or(from.after);
    let stream = async {
        let actor = visitor.signed_in()?.clone();
        crate::live::inbox(&shared, actor, after).await
    };
    match stream.await {
        Ok(stream) => stream.into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}
