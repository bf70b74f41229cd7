//! Who a request comes from: the session cookie, and the address the trusted proxies tell.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::account::{Me, Theme};
use portal::{Actor, From};
use secrecy::{ExposeSecret as _, SecretString};

use super::{Shared, problem, theme};

/// `__Host-`: the browser takes it over https (or from this machine) only, for this host only, for every path.
const COOKIE: &str = "__Host-forecourt";

/// Whoever sent the request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who is signed in.
    pub person: Option<(Actor, Me)>,
    /// From where.
    pub from: From,
    /// How pages look on their device.
    pub theme: Theme,
}

impl Visitor {
    /// Who is signed in, as deeds want it.
    pub fn actor(&self) -> Option<&Actor> {
        self.person.as_ref().map(|(actor, _)| actor)
    }

    /// Who is signed in; nobody is refused.
    pub fn signed_in(&self) -> portal::Result<&Actor> {
        self.actor().ok_or_else(|| {
            let words = domain::say::ui::sign_in_first(domain::Lang::default());
            portal::Error::problem(domain::Code::SignInNeeded, words)
        })
    }
}

impl FromRequestParts<Shared> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Response> {
        let from = from(parts, shared.trusted_proxies);
        let jar = CookieJar::from_headers(&parts.headers);
        let person = match jar.get(COOKIE) {
            Some(cookie) => portal::people::authenticate(&shared.world, cookie.value(), from.clone())
                .await
                .map_err(|error| problem::json(&shared.world, error))?,
            None => None,
        };
        let theme = theme::of(&jar);
        Ok(Self { person, from, theme })
    }
}

/// Where a request comes from.
pub fn from(parts: &Parts, trusted_proxies: usize) -> From {
    let browser = parts
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    From {
        address: address(&parts.headers, peer(parts), trusted_proxies),
        browser: browser.unwrap_or_default().chars().take(300).collect(),
    }
}

/// The other end of the connection; none in tests without a listener.
pub fn peer(parts: &Parts) -> Option<SocketAddr> {
    parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0)
}

/// Each trusted proxy adds the address it saw on the right, so the client's stands that many places from the right.
/// What stands further left was written by the client and means nothing.
fn address(headers: &HeaderMap, peer: Option<SocketAddr>, trusted_proxies: usize) -> String {
    let forwarded = headers.get_all("x-forwarded-for");
    let told: Vec<&str> = forwarded
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let client = trusted_proxies
        .checked_sub(1)
        .and_then(|back| told.iter().rev().nth(back));
    match client.and_then(|text| text.parse::<std::net::IpAddr>().ok()) {
        Some(ip) => ip.to_string(),
        None => peer.map(|addr| addr.ip().to_string()).unwrap_or_default(),
    }
}

/// The header that signs a browser in. The database ends the session; the browser may keep the cookie longer.
pub fn sign_in_cookie(secret: &SecretString) -> HeaderValue {
    let days_30 = 30 * 24 * 60 * 60;
    cookie(secret.expose_secret(), days_30)
}

/// The header that signs a browser out.
pub fn sign_out_cookie() -> HeaderValue {
    cookie("", 0)
}

fn cookie(value: &str, max_age: u32) -> HeaderValue {
    let mut cookie = Cookie::new(COOKIE, value);
    cookie.set_path("/");
    cookie.set_secure(true);
    cookie.set_http_only(true);
    cookie.set_same_site(SameSite::Lax);
    let text = format!("{cookie}; Max-Age={max_age}");
    HeaderValue::try_from(text).expect("our tokens are letters, digits, - and _")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(forwarded: &[&'static str], proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        address(&headers, Some(([10, 0, 0, 9], 1).into()), proxies)
    }

    #[test]
    fn the_header_is_believed_as_far_as_the_proxies_reach() {
        assert_eq!(seen(&["1.1.1.1"], 0), "10.0.0.9");
        assert_eq!(seen(&["1.1.1.1"], 1), "1.1.1.1");
        assert_eq!(seen(&["6.6.6.6, 1.1.1.1"], 1), "1.1.1.1");
        assert_eq!(seen(&["6.6.6.6, 1.1.1.1", "2.2.2.2"], 2), "1.1.1.1");
        assert_eq!(seen(&["2001:db8::1"], 1), "2001:db8::1");
    }

    #[test]
    fn what_is_missing_or_no_address_falls_back_to_the_connection() {
        assert_eq!(seen(&[], 1), "10.0.0.9");
        assert_eq!(seen(&["1.1.1.1"], 2), "10.0.0.9");
        assert_eq!(seen(&["<script>"], 1), "10.0.0.9");
    }

    #[test]
    fn the_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let cookie = sign_in_cookie(&SecretString::from("abc"));
        let text = cookie.to_str().expect("plain");
        for part in [
            "__Host-forecourt=abc;",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Secure",
            "; Path=/",
            "; Max-Age=",
        ] {
            assert!(text.contains(part), "{text} lacks {part}");
        }
        assert!(!text.contains("Domain"));
    }
}
