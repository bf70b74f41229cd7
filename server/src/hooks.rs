//! Webhooks: checked, stored, answered. Thinking comes later, in `portal::hooks::take`.
//!
//! These routes stand beside the pages' and carry none of their layers: a busy sender's statuses come by the
//! thousand, and each would pay for sessions, compression and tracing that it has no use for.

mod keys;
mod meta;
mod rush;
mod twilio;
mod writer;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::StatusCode,
    routing::{get, post},
};
use bytes::Bytes;
use portal::World;
use tokio::time::timeout;

use keys::Keys;
pub use rush::Rush;
pub use writer::{Writer, spawn};

/// The most that a webhook may weigh. Bytes.
const BODY_LIMIT: usize = 256 * 1024;
/// How long the sender may take over it.
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// The webhooks' routes, for the test that visits all.
pub const ROUTES: &[(&str, &str)] = &[
    ("POST", "/webhooks/twilio/{key}/inbound"),
    ("POST", "/webhooks/twilio/{key}/status"),
    ("POST", "/webhooks/twilio/{key}/voice"),
    ("GET", "/webhooks/meta"),
    ("POST", "/webhooks/meta"),
];

/// What the webhook handlers share.
#[derive(Debug)]
struct Hooks {
    world: Arc<World>,
    keys: Keys,
    writer: Writer,
    /// An answer without instructions, made once.
    silence: Bytes,
    counted: Counted,
}

/// Counters are looked up once, not per request.
struct Counted {
    stored: metrics::Counter,
    refused: metrics::Counter,
    failed: metrics::Counter,
}

impl std::fmt::Debug for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counted")
    }
}

/// The webhooks' own router.
pub fn router(world: Arc<World>, writer: Writer) -> Router {
    let hooks = Hooks {
        keys: Keys::new(Arc::clone(&world)),
        world,
        writer,
        silence: Bytes::from(::twilio::twiml::empty()),
        counted: Counted {
            stored: metrics::counter!("hooks_total", "became" => "stored"),
            refused: metrics::counter!("hooks_total", "became" => "refused"),
            failed: metrics::counter!("hooks_total", "became" => "failed"),
        },
    };
    Router::new()
        .route("/webhooks/twilio/{key}/inbound", post(twilio::inbound))
        .route("/webhooks/twilio/{key}/status", post(twilio::status))
        .route("/webhooks/twilio/{key}/voice", post(twilio::voice))
        .route("/webhooks/meta", get(meta::handshake).post(meta::update))
        .with_state(Arc::new(hooks))
}

/// The raw bytes of a body, within its limit and its deadline.
async fn read(body: Body) -> Result<Bytes, StatusCode> {
    match timeout(BODY_DEADLINE, to_bytes(body, BODY_LIMIT)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// The body as text that both databases can hold: no other byte than NUL is beyond them.
fn as_text(body: &[u8]) -> Result<String, StatusCode> {
    if body.contains(&0) {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(String::from_utf8_lossy(body).into_owned())
}
