//! What the operator's machines ask.

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{Shared, guards, visitor};

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: the database answers and has every table of this version.
pub async fn ready(State(shared): State<Shared>) -> Response {
    match shared.world.store.is_ready().await {
        Ok(true) => "ready\n".into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "not migrated\n").into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// `GET /metrics`, in Prometheus's format.
pub async fn metrics(request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Err(status) = guards::is_operator(visitor::peer(&parts), &parts.headers) {
        return status.into_response();
    }
    let text = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(header::CONTENT_TYPE, text)], crate::metrics::text()).into_response()
}
