//! Everything on the listener but the webhooks.

mod brand;
mod files;
mod gate;
mod guards;
mod health;
mod inbox;
mod icon;
mod integrations;
mod manifest;
mod pages;
mod plain;
mod problem;
mod routes;
mod signups;
mod theme;
mod visitor;

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use portal::World;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower_http::{
    compression::{CompressionLayer, DefaultPredicate},
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    timeout::RequestBodyDeadlineLayer,
};

use crate::site::Site;

pub use routes::{PAGES, ROUTES, Row, Who, doors};

/// The most that a form, a JSON body or a door's arguments may weigh. Bytes.
const BODY_LIMIT: usize = 256 * 1024;
/// How long a client may take to send a body.
const BODY_DEADLINE: Duration = Duration::from_secs(15);

/// What every handler may use.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Everything a deed may use.
    pub world: Arc<World>,
    /// The built site.
    pub site: Arc<Site>,
    /// Proxies in front that add to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// Ends the streams of live pages, which would otherwise outlive the server's wish to stop.
    pub stopping: CancellationToken,
}

/// The pages, their doors, the JSON endpoints and the files.
pub fn router(shared: Shared) -> Router {
    let mut router = Router::new();
    for row in ROUTES {
        router = router.route(row.path, (row.door)());
    }
    router = pages::add(router, &shared);
    router = files::add(router, &shared.site);
    let public = shared.world.settings.public_url.clone();
    let csrf = CsrfLayer::new()
        .add_trusted_origin(public.origin().ascii_serialization())
        .expect("the public address is an origin");
    // From the outside to the inside.
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(shared.clone(), guards::observe))
        .layer(middleware::from_fn_with_state(shared.clone(), guards::headers))
        .layer(middleware::from_fn_with_state(shared.clone(), guards::finish))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new()))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(RequestBodyDeadlineLayer::new(BODY_DEADLINE))
        .layer(csrf.with_rejection_response(plain::Foreign));
    router
        .layer(layers)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .with_state(shared)
}
