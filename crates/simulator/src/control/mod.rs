//! The control page and its API: look inside, script what goes wrong, let things happen.

mod view;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::http::{Answer, Req};
use crate::inbound::{self, Inbound};
use crate::meta::account_update::{self, MetaEvent};
use crate::rules::Rule;
use crate::world::World;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

pub async fn answer(world: &Arc<World>, req: &Req) -> Answer {
    let parts: Vec<&str> = req.parts.iter().map(String::as_str).collect();
    match (req.method.as_str(), parts.as_slice()) {
        ("GET", []) => Answer::text(
            200,
            "text/html; charset=utf-8",
            include_str!("assets/control.html"),
        )
        .with("content-security-policy", POLICY),
        // Every browser asks; there is none.
        ("GET", ["favicon.ico"]) => Answer::empty(204),
        ("GET", ["control", "assets", "control.js"]) => Answer::text(
            200,
            "text/javascript; charset=utf-8",
            include_str!("assets/control.js"),
        ),
        ("GET", ["control", "assets", "control.css"]) => {
            Answer::text(200, "text/css; charset=utf-8", include_str!("assets/control.css"))
        }
        ("GET", ["control", "state"]) => Answer::json(200, &view::state(world)),
        ("GET", ["control", "heard"]) => Answer::json(200, &view::heard(world, usize::MAX)),
        ("POST", ["control", rest @ ..]) => command(world, rest, req).await.map_or_else(
            |why| Answer::json(400, &json!({"error": why})),
            |done| Answer::json(200, &done),
        ),
        ("DELETE", ["control", "rules", index]) => {
            world.with(|ctx| ctx.state.rules.remove(index.parse().unwrap_or(usize::MAX)));
            Answer::json(200, &json!({"ok": true}))
        }
        _ => Answer::text(404, "text/plain", "not found"),
    }
}

async fn command(world: &Arc<World>, name: &[&str], req: &Req) -> Result<Value, String> {
    let body = req.json().unwrap_or_else(|| json!({}));
    let done = json!({"ok": true});
    match name {
        ["rules"] => {
            let rule: Rule = serde_json::from_value(body).map_err(|error| error.to_string())?;
            world.with(|ctx| ctx.state.rules.add(rule));
        }
        ["reset"] => {
            world.with(|ctx| {
                let now = ctx.now;
                ctx.state.reset_to(&world.config, now);
            });
            world.files.clear();
            world
                .heard
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .clear();
        }
        ["advance"] => {
            let seconds = body["seconds"].as_u64().ok_or("seconds is missing")?;
            world.advance(Duration::from_secs(seconds)).await;
        }
        ["settle"] => world.settle().await,
        ["meta-event"] => {
            let event: MetaEvent = serde_json::from_value(body).map_err(|error| error.to_string())?;
            world.with(|ctx| account_update::happen(ctx, &event))?;
        }
        ["inbound"] => {
            let inbound: Inbound = serde_json::from_value(body).map_err(|error| error.to_string())?;
            let sid = world.with(|ctx| inbound::deliver(ctx, &inbound))?;
            return Ok(json!({"ok": true, "sid": sid}));
        }
        ["on-whatsapp"] => {
            let number = body["number"].as_str().ok_or("number is missing")?.to_owned();
            let is_there = body["is_there"].as_bool().unwrap_or(true);
            world.with(|ctx| {
                if is_there {
                    ctx.state.on_whatsapp.insert(number)
                } else {
                    ctx.state.on_whatsapp.remove(&number)
                }
            });
        }
        ["waba"] => {
            let id = body["waba_id"].as_str().ok_or("waba_id is missing")?;
            world.with(|ctx| {
                let waba = ctx.state.waba_mut(id).ok_or("no such WABA")?;
                if let Some(is) = body["has_foreign_credit_line"].as_bool() {
                    waba.has_foreign_credit_line = is;
                }
                if let Some(most) = body["max_numbers"].as_u64() {
                    waba.max_numbers = usize::try_from(most).unwrap_or(usize::MAX);
                }
                Ok::<(), &str>(())
            })?;
        }
        ["meta-webhook"] => {
            let url = body["url"].as_str().ok_or("url is missing")?;
            let url = url.parse().map_err(|error| format!("url: {error}"))?;
            world.with(|ctx| ctx.state.meta_webhook = Some(url));
        }
        ["handshake"] => return handshake(world, body["verify_token"].as_str().unwrap_or_default()).await,
        ["signup"] => return view::signup(world, &body).await,
        _ => return Err("there is no such command".to_owned()),
    }
    Ok(done)
}

/// What Meta does when the webhook is saved in the App Dashboard.
async fn handshake(world: &Arc<World>, verify_token: &str) -> Result<Value, String> {
    let url = world
        .look(|state| state.meta_webhook.clone())
        .ok_or("the app has no webhook")?;
    let challenge = world.with(|ctx| ctx.state.chance.digits(10));
    let query = [
        ("hub.mode", "subscribe"),
        ("hub.verify_token", verify_token),
        ("hub.challenge", &challenge),
    ];
    let reply = world
        .http
        .get(url)
        .query(&query)
        .send()
        .await
        .map_err(|error| error.to_string())?;
    let status = reply.status().as_u16();
    let echoed = reply.text().await.unwrap_or_default().trim() == challenge;
    Ok(json!({"ok": status == 200 && echoed, "status": status, "echoed": echoed}))
}
