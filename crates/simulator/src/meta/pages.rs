//! What the browser loads from Meta: the SDK, and the popup with its buttons.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::http::{Answer, Req};
use crate::meta::popup;
use crate::rules::{Outcome, Place};
use crate::world::World;

/// The popup needs nothing from anywhere else.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

pub async fn answer(world: &Arc<World>, req: &Req) -> Answer {
    let parts: Vec<&str> = req.parts.iter().map(String::as_str).collect();
    match (req.method.as_str(), parts.as_slice()) {
        ("GET", ["sdk.js"])
            if world.with(|ctx| ctx.state.rules.is(Place::default(), &Outcome::SdkBlocked)) =>
        {
            Answer::text(403, "text/plain", "blocked")
        }
        // Any page may load the SDK, also with `crossorigin`.
        ("GET", ["sdk.js"]) => Answer::text(
            200,
            "text/javascript; charset=utf-8",
            include_str!("assets/sdk.js"),
        )
        .with("access-control-allow-origin", "*")
        .with("cross-origin-resource-policy", "cross-origin")
        .with("cache-control", "no-cache"),
        ("GET", ["dialog"]) => Answer::text(
            200,
            "text/html; charset=utf-8",
            include_str!("assets/dialog.html"),
        )
        .with("content-security-policy", POLICY)
        .with("cache-control", "no-store"),
        ("GET", ["dialog.js"]) => Answer::text(
            200,
            "text/javascript; charset=utf-8",
            include_str!("assets/dialog.js"),
        ),
        ("GET", ["dialog.css"]) => {
            Answer::text(200, "text/css; charset=utf-8", include_str!("assets/dialog.css"))
        }
        ("POST", ["runs"]) => Answer::json(200, &world.with(|ctx| popup::start(ctx, &given(req)))),
        ("POST", ["runs", id, action]) => {
            let view = world.with(|ctx| popup::act(ctx, id, action, &given(req)));
            if world.look(|state| popup::waits_for_webhook(state, id)) {
                world.settle().await;
            }
            view.map_or_else(
                || Answer::json(404, &json!({"error": "no such run"})),
                |view| Answer::json(200, &view),
            )
        }
        _ => Answer::text(404, "text/plain", "not found"),
    }
}

fn given(req: &Req) -> Value {
    req.json().unwrap_or_else(|| json!({}))
}
