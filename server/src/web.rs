//! Everything on the listener but the webhooks.

mod brand;
mod contacts;
mod device;
mod files;
mod gate;
mod guards;
mod health;
mod icon;
mod inbox;
mod integrations;
mod manifest;
mod media;
mod pages;
mod plain;
mod problem;
mod push;
mod range;
mod refusal;
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
    compression::{CompressionLayer, DefaultPredicate, Predicate as _, predicate::NotForContentType},
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
/// The same for a file that is to be sent: enough to read one that is too large to its end and say so, and the time that
/// a file takes on a bad line.
const FILE_LIMIT: usize = 64 * 1024 * 1024;
const FILE_DEADLINE: Duration = Duration::from_mins(4);
/// How long an answer may take once the body is there. Calls to the outside give up earlier.
const DEADLINE: Duration = Duration::from_mins(1);

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
    let (mut router, mut large) = (Router::new(), Router::new());
    for row in ROUTES {
        if row.takes_files {
            large = large.route(row.path, (row.door)());
        } else {
            router = router.route(row.path, (row.door)());
        }
    }
    router = pages::add(router, &shared);
    router = files::add(router, &shared.site);
    let router = dressed(router, &shared, BODY_LIMIT, BODY_DEADLINE);
    let large = dressed(large, &shared, FILE_LIMIT, FILE_DEADLINE);
    router.merge(large).with_state(shared)
}

/// The same layers round every handler, with what its bodies may weigh and take.
fn dressed(
    router: Router<Shared>,
    shared: &Shared,
    body_limit: usize,
    body_deadline: Duration,
) -> Router<Shared> {
    let public = shared.world.settings.public_url.clone();
    let csrf = CsrfLayer::new()
        .add_trusted_origin(public.origin().ascii_serialization())
        .expect("the public address is an origin");
    // What is packed already becomes no smaller.
    let packed = DefaultPredicate::new()
        .and(NotForContentType::new("audio/"))
        .and(NotForContentType::new("video/"))
        .and(NotForContentType::new("application/octet-stream"));
    let deadline = DEADLINE.max(body_deadline);
    // From the outside to the inside.
    let layers = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(shared.clone(), guards::observe))
        .layer(middleware::from_fn_with_state(shared.clone(), guards::headers))
        .layer(middleware::from_fn_with_state(
            (shared.clone(), deadline),
            guards::finish,
        ))
        .layer(CompressionLayer::new().compress_when(packed))
        .layer(RequestBodyLimitLayer::new(body_limit))
        .layer(RequestBodyDeadlineLayer::new(body_deadline))
        .layer(csrf.with_rejection_response(plain::Foreign));
    router.layer(layers).layer(DefaultBodyLimit::max(body_limit))
}
