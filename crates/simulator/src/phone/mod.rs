//! A page that looks like a phone: any simulated buyer writes to any simulated dealer, and sees what comes back.
//!
//! Everything goes through Twilio's doors: what is written here becomes a signed webhook, and what is
//! shown was sent through Twilio's API. `/phone?to=+31…&as=+31…` opens one chat.

pub mod book;
mod chat;
mod habits;
mod samples;
mod view;
mod write;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::http::{Answer, Req};
use crate::world::World;

/// Pictures that dealers send come through the phone's own API, so nothing else is needed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    media-src 'self' blob:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// What the page is made of: name, type, bytes.
const ASSETS: [(&str, &str, &[u8]); 7] = [
    (
        "phone.css",
        "text/css; charset=utf-8",
        include_bytes!("assets/phone.css"),
    ),
    (
        "thread.css",
        "text/css; charset=utf-8",
        include_bytes!("assets/thread.css"),
    ),
    (
        "phone.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/phone.js"),
    ),
    (
        "dom.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/dom.js"),
    ),
    (
        "thread.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/thread.js"),
    ),
    (
        "compose.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/compose.js"),
    ),
    (
        "settings.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/settings.js"),
    ),
];

/// Answers below `/phone`; `req.parts` begin after it.
pub fn answer(world: &Arc<World>, req: &Req) -> Answer {
    let parts: Vec<&str> = req.parts.iter().map(String::as_str).collect();
    match (req.method.as_str(), parts.as_slice()) {
        ("GET", []) => Answer::text(200, "text/html; charset=utf-8", include_str!("assets/phone.html"))
            .with("content-security-policy", POLICY)
            .with("cache-control", "no-store"),
        ("GET", ["assets", name]) => asset(name),
        ("GET", ["assets", "samples", name]) => {
            samples::find(name).map_or_else(missing, |(_, kind, bytes)| Answer::text(200, kind, bytes))
        }
        ("GET", ["api", "look"]) => view::look(world, req),
        ("POST", ["api", rest @ ..]) => command(world, rest, req).map_or_else(
            |why| Answer::json(400, &json!({"error": why})),
            |done| Answer::json(200, &done),
        ),
        _ => missing(),
    }
}

fn asset(name: &str) -> Answer {
    let found = ASSETS.iter().find(|(known, ..)| *known == name);
    found.map_or_else(missing, |(_, kind, bytes)| Answer::text(200, kind, *bytes))
}

fn missing() -> Answer {
    Answer::text(404, "text/plain", "not found")
}

fn command(world: &World, name: &[&str], req: &Req) -> Result<Value, String> {
    let body = req.json().ok_or("the body is not JSON")?;
    match name {
        ["messages"] => {
            let message: write::Message = serde_json::from_value(body).map_err(|error| error.to_string())?;
            world.with(|ctx| write::write(ctx, &message))
        }
        ["buyers"] => world.with(|ctx| habits::add(ctx, &body)),
        ["buyers", id] => world.with(|ctx| habits::set(ctx, id, &body)),
        ["webhooks"] => world.with(|ctx| habits::set_faults(ctx, &body)),
        ["time"] => world.with(|ctx| habits::let_time_pass(ctx, &body)),
        _ => Err("there is no such command".to_owned()),
    }
}
