//! Meta's webhook.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use portal::hooks::Incoming;
use secrecy::ExposeSecret as _;

use super::{Hooks, as_text, read};

/// `GET /webhooks/meta`: Meta asks whether the address is ours.
pub async fn handshake(State(hooks): State<Arc<Hooks>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let pairs = twilio::form::parse(query.as_bytes());
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    let token = hooks.world.settings.meta.verify_token.as_ref();
    let answer = token.and_then(|token| {
        meta::webhook::handshake(
            value("hub.mode"),
            value("hub.verify_token"),
            value("hub.challenge"),
            token.expose_secret(),
        )
    });
    match answer {
        Some(challenge) => challenge.to_owned().into_response(),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// `POST /webhooks/meta`: something happened to a WABA.
pub async fn update(State(hooks): State<Arc<Hooks>>, headers: HeaderMap, body: Body) -> Response {
    match accept(&hooks, &headers, body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(status) => hooks.refused(status),
    }
}

async fn accept(hooks: &Hooks, headers: &HeaderMap, body: Body) -> Result<(), StatusCode> {
    let body = read(body).await?;
    let claimed = headers
        .get(meta::signature::HEADER)
        .and_then(|value| value.to_str().ok());
    let claimed = claimed.ok_or(StatusCode::FORBIDDEN)?;
    let Some(secret) = &hooks.world.settings.meta.app_secret else {
        tracing::warn!("Meta's webhook came, but META_APP_SECRET is not set: it cannot be checked");
        return Err(StatusCode::FORBIDDEN);
    };
    if !meta::signature::verify(secret.expose_secret().as_bytes(), &body, claimed) {
        return Err(StatusCode::FORBIDDEN);
    }
    let hook = Incoming {
        dealer: None,
        kind: "meta",
        dedupe_key: twilio::signature::hash_of_body(&body),
        body: as_text(&body)?,
    };
    hooks.store(hook).await
}
