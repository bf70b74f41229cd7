//! RFC 9457: how the JSON endpoints say no.

use axum::{
    Json,
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{Code, Lang, Problem, say};
use portal::World;
use serde::de::DeserializeOwned;
use serde_json::{Map, json};

use super::Shared;

/// A deed's error as JSON. The cause is logged under the reference number that stands in it.
pub fn json(world: &World, error: portal::Error) -> Response {
    answer(&error.into_problem(world, Lang::default()), world)
}

/// A problem as JSON.
pub fn answer(problem: &Problem, world: &World) -> Response {
    let status = status(problem);
    let mut body = Map::new();
    body.insert("type".into(), json!("about:blank"));
    body.insert(
        "title".into(),
        json!(status.canonical_reason().unwrap_or("Refused")),
    );
    body.insert("status".into(), json!(status.as_u16()));
    body.insert("code".into(), json!(problem.code));
    body.insert("detail".into(), json!(problem.detail));
    if let Some(first) = problem.fields.first() {
        body.insert("field".into(), json!(first.field));
        body.insert("fields".into(), json!(problem.fields));
    }
    if let Some(at) = problem.retry_at {
        body.insert("retryAt".into(), json!(at.rfc3339()));
    }
    if let Some(reference) = &problem.reference {
        body.insert("reference".into(), json!(reference));
    }
    let body = serde_json::to_vec(&body).unwrap_or_default();
    let mut response = (status, Body::from(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if let Some(at) = problem.retry_at {
        let seconds = (at - world.clock.now()).as_seconds().max(1);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The status that goes with a problem.
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A JSON body; what cannot be read is answered as a problem.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Shared> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Response> {
        match Json::from_request(request, shared).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => {
                let words = if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    say::server::too_large(Lang::default())
                } else {
                    say::server::unreadable(Lang::default())
                };
                // The reader's own words name the field and the place; they repeat nothing of the value.
                let detail = format!("{words} {}", rejection.body_text());
                let mut response = answer(&Problem::new(Code::InvalidInput, detail), &shared.world);
                *response.status_mut() = rejection.status();
                Err(response)
            }
        }
    }
}
