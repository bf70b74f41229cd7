//! Who may speak.

use url::{Host, Url};

/// May a message from `origin` be read? Yes for `https://facebook.com` and its subdomains on the
/// usual port, and for `extra` (the simulator's origin), compared as a whole.
///
/// Comparing the end of the text, as Meta's sample does, would let `https://evilfacebook.com` in.
pub fn origin_allowed(origin: &str, extra: Option<&str>) -> bool {
    let Some(origin) = bare(origin) else { return false };
    if extra
        .and_then(bare)
        .is_some_and(|extra| extra.origin() == origin.origin())
    {
        return true;
    }
    let Some(Host::Domain(host)) = origin.host() else {
        return false;
    };
    let named = host == "facebook.com"
        || host
            .strip_suffix(".facebook.com")
            .is_some_and(|labels| labels.split('.').all(|label| !label.is_empty()));
    named && origin.scheme() == "https" && origin.port().is_none()
}

/// An origin is a scheme, a host and perhaps a port: a browser never sends more, so neither user
/// names nor paths are let through. Only a single slash at the end is forgiven.
fn bare(text: &str) -> Option<Url> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "https" | "http"))?;
    let ascii = url.origin().ascii_serialization();
    let same = text
        .strip_suffix('/')
        .unwrap_or(text)
        .eq_ignore_ascii_case(&ascii);
    same.then_some(url)
}
