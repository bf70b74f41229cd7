//! Pictures, recordings and documents: shown to their dealer, handed in by them, fetched by Twilio.

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{AttachmentId, Code, Lang, Problem, media as rules, say};
use futures::StreamExt as _;
use portal::media::{self, Opened, Upload};

use super::{Shared, problem, range, visitor::Visitor};

/// The name of the file that is handed in, percent-encoded.
const FILE_NAME: &str = "x-file-name";

/// The browser keeps the bytes and shows none of them before it has asked: the person may have signed out, the file may be
/// erased.
const ASK_FIRST: &str = "private, no-cache";

/// Nothing in a file runs, also where it is opened by itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /media/{id}`.
pub async fn whole(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if has_it(&id, &headers) {
        return unchanged(&shared, &visitor, &id).await;
    }
    let opened = async { media::open(&shared.world, visitor.signed_in()?, &named(&id)?).await };
    tagged(&id, answer(&shared, opened.await, &headers))
}

/// `GET /media/{id}/small`.
pub async fn small(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if has_it(&id, &headers) {
        return unchanged(&shared, &visitor, &id).await;
    }
    let opened = async { media::open_small(&shared.world, visitor.signed_in()?, &named(&id)?).await };
    tagged(&id, answer(&shared, opened.await, &headers))
}

/// `GET /media/out/{token}`: for Twilio.
pub async fn out(State(shared): State<Shared>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    let opened = media::read_out(&shared.world, &token).await;
    answer(&shared, opened, &headers)
}

/// `POST /inbox/media`: a file that is to be sent.
pub async fn upload(
    State(shared): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // Asked before the first byte is taken: a stranger's file is not worth our memory.
    if let Err(error) = visitor.signed_in().and_then(portal::Actor::dealer) {
        return problem::json(&shared.world, error);
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let content_type = text(header::CONTENT_TYPE).unwrap_or_default().to_owned();
    let Some(bytes) = read(body).await else {
        return too_large(&shared, &content_type);
    };
    let upload = Upload {
        content_type,
        name: text(HeaderName::from_static(FILE_NAME)).map(decoded),
        bytes,
    };
    match async { media::upload(&shared.world, visitor.signed_in()?, upload).await }.await {
        Ok(view) => (StatusCode::CREATED, axum::Json(view)).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// The whole file; `None` if it is larger than everything that may be sent, or broke off. What is too much is read all
/// the same: a browser that is cut off shows no answer.
async fn read(body: Body) -> Option<Vec<u8>> {
    let mut stream = body.into_data_stream();
    let mut bytes = Some(Vec::new());
    while let Some(piece) = stream.next().await {
        let piece = piece.ok()?;
        bytes = bytes.filter(|all| (all.len() + piece.len()) as u64 <= rules::MOST_BYTES);
        if let Some(all) = &mut bytes {
            all.extend_from_slice(&piece);
        }
    }
    bytes
}

/// Nearly always because it is larger than everything that may be sent.
fn too_large(shared: &Shared, content_type: &str) -> Response {
    let lang = Lang::default();
    let most = rules::limit(content_type).unwrap_or(rules::MOST_BYTES) / (1024 * 1024);
    let mut response = problem::answer(
        &Problem::new(Code::InvalidInput, say::media::too_large(lang, most)),
        &shared.world,
    );
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

fn named(id: &str) -> portal::Result<AttachmentId> {
    id.parse().map_err(|_| portal::Error::Missing)
}

/// `%20` and the like as what they stand for.
fn decoded(text: &str) -> String {
    let pair = format!("n={}", text.replace('+', "%2B"));
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Whether the browser has the file already. Its name is its id: bytes that are kept never change.
fn has_it(id: &str, asked: &HeaderMap) -> bool {
    let tags = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok());
    tags.is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == format!("\"{id}\"")))
}

/// Nothing new, for those who may see it still.
async fn unchanged(shared: &Shared, visitor: &Visitor, id: &str) -> Response {
    let still = async { media::still(&shared.world, visitor.signed_in()?, &named(id)?).await };
    match still.await {
        Ok(()) => {
            // What is told here replaces what was told with the file.
            let told = [
                (header::CACHE_CONTROL, ASK_FIRST),
                (header::CONTENT_SECURITY_POLICY, POLICY),
            ];
            tagged(id, (StatusCode::NOT_MODIFIED, told).into_response())
        }
        Err(error) => problem::json(&shared.world, error),
    }
}

/// Tells the browser what to ask with the next time.
fn tagged(id: &str, mut response: Response) -> Response {
    let is_file = !response.status().is_client_error() && !response.status().is_server_error();
    if let Ok(tag) = HeaderValue::try_from(format!("\"{id}\""))
        && is_file
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A file as nothing but a file: no guessing, no scripts, in no frame of others, kept by this browser only.
fn answer(shared: &Shared, opened: portal::Result<Opened>, asked: &HeaderMap) -> Response {
    let file = match opened {
        Ok(file) => file,
        Err(error) => return problem::json(&shared.world, error),
    };
    let shown = if file.shown { "inline" } else { "attachment" };
    let disposition = format!("{shown}; filename*=UTF-8''{}", encoded(&file.name));
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, ASK_FIRST),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let mut response = range::of(asked, Bytes::from(file.bytes)).map_or_else(
        |length| {
            let whole = format!("bytes */{length}");
            (
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, whole)],
            )
                .into_response()
        },
        |part| match part.told {
            Some(told) => (
                StatusCode::PARTIAL_CONTENT,
                [(header::CONTENT_RANGE, told)],
                Body::from(part.bytes),
            )
                .into_response(),
            None => Body::from(part.bytes).into_response(),
        },
    );
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let kind = HeaderValue::try_from(file.content_type);
    let plain = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(plain));
    if let Ok(disposition) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// RFC 8187: what is no letter, digit, `-`, `.` or `_` as `%` and two digits.
fn encoded(name: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_through_a_header_and_back() {
        for name in [
            "golf.jpg",
            "offerte für 100% \"nieuw\".pdf",
            "a+b.pdf",
            "照片.jpg",
        ] {
            let there = encoded(name);
            assert!(
                there.is_ascii() && !there.contains('"') && !there.contains(' '),
                "{there}"
            );
            assert_eq!(decoded(&there), name);
        }
    }
}
