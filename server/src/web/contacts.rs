//! A buyer's data as a file.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use portal::contacts;

use super::{Shared, problem, visitor::Visitor};

/// `GET /contacts/{id}/export`: a tar archive, sent while it is made.
pub async fn export(State(shared): State<Shared>, visitor: Visitor, Path(id): Path<String>) -> Response {
    let gathered = async {
        let id = id.parse().map_err(|_| portal::Error::Missing)?;
        contacts::export(&shared.world, visitor.signed_in()?, &id).await
    };
    let export = match gathered.await {
        Ok(export) => export,
        Err(error) => return problem::json(&shared.world, error),
    };
    // An id and an ending: nothing in it needs an escape.
    let disposition = format!("attachment; filename=\"{}\"", export.name);
    let body = Body::from_stream(export.pieces(shared.world.files.clone()));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-tar"),
    );
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
