//! Everything that depends on the version of Leptos, in one place: a move to the next line is an edit of this file.

use leptos::prelude::*;
use leptos::server::ServerActionError;

/// Gives the response a status. Does nothing in the browser.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

/// Text for the two places that the server's renderer does not escape: inside `<textarea>` and `<title>`. In the browser both
/// are given as text.
pub fn escaped(text: String) -> String {
    if cfg!(feature = "ssr") {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    } else {
        text
    }
}

/// Whether a path leads somewhere on our own origin and can stand in a header.
///
/// `leptos_axum::redirect` panics on bytes that a header cannot hold, and a path that a browser reads as an address
/// of another origin (`//evil`, `/\evil`) would be an open redirect.
pub fn is_local(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.bytes().all(|b| (0x21..0x7f).contains(&b))
}

/// Sends the browser to a path of our own; a path that is not goes home.
pub fn redirect_local(path: &str) {
    let path = if is_local(path) { path } else { "/" };
    #[cfg(feature = "ssr")]
    leptos_axum::redirect(path);
    #[cfg(not(feature = "ssr"))]
    if let Some(navigate) = Owner::current().map(|_| leptos_router::hooks::use_navigate()) {
        navigate(path, leptos_router::NavigateOptions::default());
    }
}

/// The refusal of a form that was posted without JavaScript.
#[derive(Debug, Clone)]
pub struct PostedRefusal {
    /// The door's path.
    pub path: String,
    /// Why.
    pub refusal: crate::answer::Refusal,
}

/// A form posted without JavaScript comes back with its refusal in the query (`__path`, `__err`: the error's JSON
/// in URL-safe base64). This hands it to that form, on the server and in the browser alike. What the server did not seal itself
/// never gets here: it draws no page at such an address.
pub fn provide_posted_refusal(query: &leptos_router::params::ParamsMap) {
    if let (Some(path), Some(told)) = (query.get("__path"), query.get("__err")) {
        provide_context(ServerActionError::new(&path, &told));
        if let Some(refusal) =
            unpacked(&told).and_then(|json| crate::json::read(std::str::from_utf8(&json).ok()?))
        {
            provide_context(PostedRefusal { path, refusal });
        }
    }
}

/// URL-safe base64 with padding. Short enough to be written out, and so the same on both sides.
fn unpacked(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for sign in text.trim_end_matches('=').bytes() {
        let six = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'a'..=b'z' => sign - b'a' + 26,
            b'0'..=b'9' => sign - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// What Meta's window needs to be allowed by the signup page's content policy.
#[cfg(feature = "ssr")]
pub struct MetaOrigins {
    /// The origin of `sdk.js`.
    pub sdk: String,
    /// The simulator's origin, where one is configured.
    pub simulator: Option<String>,
}

/// Content policy of the page that is being rendered. Only the signup page names Meta.
#[cfg(feature = "ssr")]
pub fn set_page_policy(meta: Option<&MetaOrigins>) {
    use http::{HeaderValue, header};

    let (Some(response), Some(nonce)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        leptos::nonce::use_nonce(),
    ) else {
        return;
    };
    let (mut scripts, mut connect, mut frames) = (String::new(), String::new(), String::from("'none'"));
    if let Some(meta) = meta {
        let simulator = meta.simulator.as_deref().unwrap_or_default();
        scripts = format!(" {} https://connect.facebook.net", meta.sdk);
        connect = format!(" https://*.facebook.com https://connect.facebook.net {simulator}");
        frames = format!("https://*.facebook.com {simulator}");
    }
    if std::env::var_os("LEPTOS_WATCH").is_some() {
        connect.push_str(" ws://127.0.0.1:3001 ws://localhost:3001");
    }
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'{connect}; frame-src {frames}; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Lets the page that is being rendered keep hold of the windows it opens; everywhere else the browser cuts the tie.
#[cfg(feature = "ssr")]
pub fn keep_windows() {
    use http::{HeaderName, HeaderValue};

    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin-allow-popups"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_in_the_address_is_read_as_leptos_writes_it() {
        assert_eq!(
            unpacked("eyJjb2RlIjoiZGVuaWVkIn0=").as_deref(),
            Some(&br#"{"code":"denied"}"#[..])
        );
        assert_eq!(unpacked("4oKs8J-alw==").as_deref(), Some("€🚗".as_bytes()));
        assert_eq!(unpacked("no base64"), None);
    }

    #[test]
    fn only_paths_of_our_own_origin_are_local() {
        for good in ["/", "/connect", "/admin/dealers?after=x&q=%20", "/a//b"] {
            assert!(is_local(good), "{good}");
        }
        for bad in [
            "",
            "connect",
            "//evil.test",
            "/\\evil.test",
            "https://evil.test",
            "/a\r\nSet-Cookie: x",
            "/ü",
            "/a b",
        ] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
