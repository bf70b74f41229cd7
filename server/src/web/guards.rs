//! What goes round every handler: a number for each request, its time in the metrics, and the headers that tell
//! browsers what not to do.

use std::{
    any::Any,
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use domain::{Code, Lang, Problem, say};
use tokio::{task::JoinError, time::timeout};
use tracing::Instrument as _;

use super::{Shared, plain};

/// Gives the request a number, which is in its log lines and in `x-request-id` of the answer. Addresses hold
/// tokens, so the log gets the route and never the path.
pub async fn observe(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let id = format!("{:016x}", u64::from_be_bytes(shared.world.chance.bytes()));
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "other".to_owned());
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status();
    let _in_span = span.enter();
    if status.is_server_error() {
        tracing::warn!(status = status.as_u16(), ms = took.as_millis(), "answered");
    } else {
        tracing::debug!(status = status.as_u16(), ms = took.as_millis(), "answered");
    }
    crate::metrics::request(method.as_str(), route, status.as_u16(), took);
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// A handler runs to its end, also when the client goes away: a deed is not cut between its call to the outside and
/// the write that notes it, and Leptos 0.8 lets go of a page only when it was drawn to the end. A panic is an answer.
pub async fn finish(
    State((shared, deadline)): State<(Shared, Duration)>,
    request: Request,
    next: Next,
) -> Response {
    let handler = tokio::spawn(next.run(request).in_current_span());
    let error = match timeout(deadline, handler).await {
        Ok(Ok(response)) => return response,
        Ok(Err(panic)) => portal::Error::Internal(format!("a handler panicked: {}", message(panic))),
        Err(_) => Problem::new(Code::Unavailable, say::problem::internal(Lang::default())).into(),
    };
    plain::page(&error.into_problem(&shared.world, Lang::default()))
}

fn message(error: JoinError) -> String {
    let panic: Box<dyn Any + Send> = match error.try_into_panic() {
        Ok(panic) => panic,
        Err(error) => return error.to_string(),
    };
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message").to_owned()
}

/// The same headers on every answer; a page's own policy, which names its nonce, stays.
pub async fn headers(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let is_https = shared.world.settings.public_url.scheme() == "https";
    let headers = response.headers_mut();
    let mut unless_set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(header::X_FRAME_OPTIONS, "DENY");
    // Not `no-referrer`: forms without JavaScript find their way back by it.
    unless_set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    unless_set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    unless_set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    unless_set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    );
    // Pages, answers and redirects are one person's; files say otherwise themselves.
    unless_set(header::CACHE_CONTROL, "no-store");
    if is_https {
        unless_set(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=63072000; includeSubDomains",
        );
    }
    response
}

/// Lets only this machine and private networks in, and nobody through a proxy.
pub fn is_operator(peer: Option<SocketAddr>, request: &axum::http::HeaderMap) -> Result<(), StatusCode> {
    let near = peer.is_none_or(|peer| match peer.ip().to_canonical() {
        std::net::IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        std::net::IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    });
    if near && !request.contains_key("x-forwarded-for") && !request.contains_key("forwarded") {
        Ok(())
    } else {
        Err(StatusCode::NOT_FOUND)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    #[test]
    fn the_metrics_are_for_the_machine_and_its_network() {
        let direct = HeaderMap::new();
        let at = |text: &str| Some(text.parse().expect("an address"));
        for near in ["127.0.0.1:9", "10.1.2.3:9", "[::1]:9", "[::ffff:192.168.0.1]:9"] {
            assert_eq!(is_operator(at(near), &direct), Ok(()), "{near}");
        }
        assert!(is_operator(at("93.184.215.14:9"), &direct).is_err());
        let mut forwarded = HeaderMap::new();
        forwarded.insert("x-forwarded-for", HeaderValue::from_static("10.0.0.1"));
        assert!(is_operator(at("127.0.0.1:9"), &forwarded).is_err());
    }
}
