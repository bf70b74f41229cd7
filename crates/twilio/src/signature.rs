//! `X-Twilio-Signature`: who may speak to our webhooks.
//!
//! The signed text is the full address, without its fragment, followed by every form parameter as
//! name and value: unique names in order, and for each its unique values in order. JSON bodies add
//! nothing; their hash stands in the address as `bodySHA256`.
//! (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>)
//!
//! Twilio is not consistent about the port in the address it signs, so an address is accepted with
//! and without it.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The header with the signature.
pub const HEADER: &str = "x-twilio-signature";

/// The header that names another key or algorithm; absent for HMAC-SHA1 with the auth token.
pub const SETTINGS_HEADER: &str = "x-twilio-webhooks-signature-settings";

/// The signature of a form (or, without `params`, of a `GET` or a JSON body).
pub fn sign(auth_token: &str, url: &str, params: &[(String, String)]) -> String {
    sign_with::<Sha1>(auth_token, url, params)
}

/// The same with a webhook shared key: HMAC-SHA256.
pub fn sign_shared_key(shared_key: &str, url: &str, params: &[(String, String)]) -> String {
    sign_with::<Sha256>(shared_key, url, params)
}

/// Does `header` sign this form with one of `tokens` (the current one and the one before)?
pub fn verify(tokens: &[&SecretString], url: &str, params: &[(String, String)], header: &str) -> bool {
    verify_with::<Sha1>(tokens, url, params, header)
}

/// The same with webhook shared keys: HMAC-SHA256.
pub fn verify_shared_key(
    keys: &[&SecretString],
    url: &str,
    params: &[(String, String)],
    header: &str,
) -> bool {
    verify_with::<Sha256>(keys, url, params, header)
}

/// Does `header` sign this JSON body? `body` must be the raw bytes, and `url` must hold their
/// `bodySHA256`.
pub fn verify_json(tokens: &[&SecretString], url: &str, body: &[u8], header: &str) -> bool {
    let Some(claimed) = body_sha256(url) else {
        return false;
    };
    let hash: bool = claimed
        .as_bytes()
        .ct_eq(hex(&Sha256::digest(body)).as_bytes())
        .into();
    verify(tokens, url, &[], header) && hash
}

/// The lowercase hexadecimal SHA-256 that Twilio puts into the address of a JSON webhook.
pub fn hash_of_body(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// What [`SETTINGS_HEADER`] says: `key=webhooks_sharedkey_…,algorithm=HMAC_SHA256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings<'a> {
    /// The name of the shared key, not the key.
    pub key: Option<&'a str>,
    /// HMAC-SHA256 instead of HMAC-SHA1.
    pub sha256: bool,
}

impl<'a> Settings<'a> {
    /// Reads the header; `None` for an algorithm that is not known here.
    pub fn parse(header: &'a str) -> Option<Self> {
        let mut settings = Self {
            key: None,
            sha256: false,
        };
        for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
            match (name.trim(), value.trim()) {
                ("key", key) => settings.key = Some(key),
                ("algorithm", "HMAC_SHA256") => settings.sha256 = true,
                ("algorithm", "HMAC_SHA1") => settings.sha256 = false,
                ("algorithm", _) => return None,
                _ => {}
            }
        }
        Some(settings)
    }
}

fn sign_with<H: EagerHash>(key: &str, url: &str, params: &[(String, String)]) -> String {
    let mut mac = keyed::<H>(key);
    mac.update(without_fragment(url).as_bytes());
    feed(&mut mac, &sorted(params));
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

fn verify_with<H: EagerHash>(
    keys: &[&SecretString],
    url: &str,
    params: &[(String, String)],
    header: &str,
) -> bool {
    // SHA-256 has the longest code; anything longer is no signature.
    let mut claimed = [0u8; 48];
    let Ok(length) = BASE64_STANDARD.decode_slice(header.trim(), &mut claimed) else {
        return false;
    };
    let claimed = &claimed[..length];
    let parts = Parts::of(without_fragment(url));
    let params = sorted(params);
    // Every key and both spellings are always tried, so that time tells nothing about which fits.
    let mut fits = subtle::Choice::from(0);
    for key in keys {
        let fresh = keyed::<H>(key.expose_secret());
        for port in [parts.port, parts.other_port] {
            let mut mac = fresh.clone();
            mac.update(parts.before.as_bytes());
            mac.update(port.as_bytes());
            mac.update(parts.after.as_bytes());
            feed(&mut mac, &params);
            fits |= mac.finalize().into_bytes().as_slice().ct_eq(claimed);
        }
    }
    fits.into()
}

fn keyed<H: EagerHash>(key: &str) -> Hmac<H> {
    Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length")
}

fn feed<H: EagerHash>(mac: &mut Hmac<H>, params: &[(&str, &str)]) {
    for (name, value) in params {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
}

/// Sorted by name, then value, each pair once. Byte order of UTF-8 is code point order.
fn sorted(params: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(url, _)| url)
}

/// An address cut at its port: `before` + `port` + `after`. Nothing is copied.
struct Parts<'a> {
    before: &'a str,
    port: &'a str,
    after: &'a str,
    /// The port spelled the other way: nothing for a given one, the scheme's own for none.
    other_port: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let start = url.find("://").map_or(0, |at| at + 3);
        let end = url[start..].find(['/', '?']).map_or(url.len(), |at| start + at);
        let authority = &url[start..end];
        let host = authority.rfind('@').map_or(0, |at| at + 1);
        // An IPv6 address has colons of its own, inside brackets.
        let after_host = authority[host..].rfind(']').map_or(host, |at| host + at);
        let cut = authority[after_host..]
            .find(':')
            .map_or(end, |at| start + after_host + at);
        let port = &url[cut..end];
        let other_port = match port {
            "" if url.starts_with("http://") => ":80",
            "" => ":443",
            _ => "",
        };
        Self {
            before: &url[..cut],
            port,
            after: &url[end..],
            other_port,
        }
    }
}

/// The value of `bodySHA256` in the query. It needs no decoding: it is hexadecimal.
fn body_sha256(url: &str) -> Option<&str> {
    let (_, query) = without_fragment(url).split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256="))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

#[cfg(test)]
mod tests;
