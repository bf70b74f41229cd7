//! What a device says when it wants to be told of new messages.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use portal::pushes::{self, Subscription};
use serde::Deserialize;
use serde_json::json;

use super::{
    Shared,
    problem::{self, JsonBody},
    visitor::Visitor,
};

/// Which browser: where its push service takes messages for it.
#[derive(Deserialize)]
pub struct Which {
    endpoint: String,
}

/// `GET /push`: the key by which push services know us.
pub async fn key(State(shared): State<Shared>, visitor: Visitor) -> Response {
    let key = async { pushes::public_key(&shared.world, visitor.signed_in()?).await };
    match key.await {
        Ok(key) => Json(json!({ "key": key })).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// `POST /push`: this browser wants to be told, or be told otherwise.
pub async fn subscribe(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(wish): JsonBody<Subscription>,
) -> Response {
    let done = async { pushes::subscribe(&shared.world, visitor.signed_in()?, &wish).await };
    nothing(&shared, done.await)
}

/// `POST /push/renew`: this browser was told before; whether it is known as this person's.
pub async fn renew(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(which): JsonBody<Which>,
) -> Response {
    let known = async { pushes::renew(&shared.world, visitor.signed_in()?, &which.endpoint).await };
    match known.await {
        Ok(shows_text) => {
            Json(json!({ "known": shows_text.is_some(), "showsText": shows_text })).into_response()
        }
        Err(error) => problem::json(&shared.world, error),
    }
}

/// `POST /push/forget`: this browser wants to be told nothing any more.
pub async fn forget(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(which): JsonBody<Which>,
) -> Response {
    let done = async { pushes::forget(&shared.world, visitor.signed_in()?, &which.endpoint).await };
    nothing(&shared, done.await)
}

/// `POST /push/test`: this browser wants to see that it works.
pub async fn test(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(which): JsonBody<Which>,
) -> Response {
    let done = async { pushes::send_test(&shared.world, visitor.signed_in()?, &which.endpoint).await };
    nothing(&shared, done.await)
}

fn nothing(shared: &Shared, done: portal::Result<()>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}
