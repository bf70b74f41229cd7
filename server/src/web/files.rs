//! The built site's files. Served by our own `ServeDir`: the one inside leptos_axum forgets `Vary`.

use axum::{
    Router,
    http::{HeaderValue, Response, header},
};
use tower::ServiceBuilder;
use tower_http::services::ServeDir;

use super::Shared;
use crate::site::Site;

/// `/pkg/*`: scripts, WASM and styles. A name with a hash never changes its content.
pub fn add(router: Router<Shared>, site: &Site) -> Router<Shared> {
    let keep = if site.hashed {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("no-cache")
    };
    let pkg = ServiceBuilder::new()
        .map_response(move |response| kept(response, &keep))
        .service(folder(&site.root.join("pkg")));
    router.nest_service("/pkg", pkg)
}

/// The public files, as they lie in `public/`: scripts and icons.
pub fn public(site: &Site) -> ServeDir {
    folder(&site.root)
}

fn folder(path: &std::path::Path) -> ServeDir {
    ServeDir::new(path)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
}

/// Only what was found may be kept: a file that is missing today may be there after the next deploy.
pub fn kept<B>(mut response: Response<B>, keep: &HeaderValue) -> Response<B> {
    if response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, keep.clone());
    }
    response
}
