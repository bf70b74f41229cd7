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
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use bytes::Bytes;
use portal::{World, hooks::Incoming};
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

impl Hooks {
    /// Puts a webhook on the disk; one that cannot be, its sender should bring again.
    async fn store(&self, hook: Incoming) -> Result<(), StatusCode> {
        let stored = self.writer.store(hook).await;
        stored.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
        self.counted.stored.increment(1);
        Ok(())
    }

    /// The answer to one that was not stored: the sender's fault or ours.
    fn refused(&self, status: StatusCode) -> Response {
        if status.is_server_error() {
            self.counted.failed.increment(1);
        } else {
            self.counted.refused.increment(1);
        }
        status.into_response()
    }

    /// Asked the database in vain; the sender should come again.
    fn failed(&self, error: portal::Error) -> StatusCode {
        // Logs the cause under a reference number, which nobody reads here.
        let _ = error.into_problem(&self.world, domain::Lang::default());
        StatusCode::SERVICE_UNAVAILABLE
    }
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

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use metrics_exporter_prometheus::PrometheusBuilder;
    use tower::ServiceExt as _;

    use super::{Body, StatusCode, Writer, router};
    use crate::settings::{Config, Mode, Source};

    #[tokio::test]
    async fn what_we_could_not_store_failed_and_was_not_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite://{}", folder.path().join("new.db").display());
        let source = Source::from([
            (
                "FORECOURT_SECRET_KEYS",
                "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            ),
            ("FORECOURT_DATABASE_URL", database.as_str()),
            ("META_APP_SECRET", "quiet"),
        ]);
        let config = Config::read(&source, Mode::Serve).expect("settings");
        let world = crate::start::open(&config).await.expect("a world");
        let recorder = PrometheusBuilder::new().build_recorder();
        // Nobody writes any more: nothing can be stored.
        let router = metrics::with_local_recorder(&recorder, || router(world, Writer::closed()));

        let body = r#"{"object":"whatsapp_business_account","entry":[]}"#;
        let right = ::meta::signature::sign(b"quiet", body.as_bytes());
        for (signature, status) in [
            (right.as_str(), StatusCode::SERVICE_UNAVAILABLE),
            ("sha256=0", StatusCode::FORBIDDEN),
        ] {
            let request = Request::post("/webhooks/meta")
                .header(::meta::signature::HEADER, signature)
                .body(Body::from(body))
                .expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            assert_eq!(answer.status(), status);
        }

        let counted = recorder.handle().render();
        for became in ["stored\"} 0", "refused\"} 1", "failed\"} 1"] {
            let line = format!("hooks_total{{became=\"{became}");
            assert!(counted.contains(&line), "{line} in:\n{counted}");
        }
    }
}
