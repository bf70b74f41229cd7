//! Twilio's webhooks.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use domain::MessageId;
use portal::hooks::{self, Account, Incoming};
use twilio::{
    form::{self, InboundMessage, StatusCallback},
    signature, twiml,
};

use super::{Hooks, as_text, read};

type Form = Vec<(String, String)>;

/// A webhook whose signature is right.
struct Signed {
    account: Arc<Account>,
    form: Form,
    body: Bytes,
}

/// `POST /webhooks/twilio/{key}/inbound`: a buyer wrote. Answered with no instruction.
pub async fn inbound(
    State(hooks): State<Arc<Hooks>>,
    Path(key): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let dedupe = |form: &Form| {
        InboundMessage::of(form)
            .message_sid()
            .map(|sid| sid.as_str().to_owned())
    };
    match accept(&hooks, "inbound", &key, &uri, &headers, body, dedupe).await {
        Ok(_) => xml(hooks.silence.clone()),
        Err(status) => hooks.refused(status),
    }
}

/// `POST /webhooks/twilio/{key}/status`: a message of ours went on.
pub async fn status(
    State(hooks): State<Arc<Hooks>>,
    Path(key): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let dedupe = |form: &Form| StatusCallback::of(form).dedupe_key();
    match accept(&hooks, "status", &key, &uri, &headers, body, dedupe).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(status) => hooks.refused(status),
    }
}

/// `POST /webhooks/twilio/{key}/voice`: Meta calls with the six digits. Answered with what to do with the call.
pub async fn voice(
    State(hooks): State<Arc<Hooks>>,
    Path(key): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    // One call brings several of these, which differ in what has become known of it.
    let dedupe = |_: &Form| None;
    let signed = match accept(&hooks, "voice", &key, &uri, &headers, body, dedupe).await {
        Ok(signed) => signed,
        Err(status) => return hooks.refused(status),
    };
    match portal::senders::voice(&hooks.world, &signed.account.dealer, &key, &signed.form).await {
        Ok(instructions) => xml(Bytes::from(instructions)),
        Err(error) => {
            let problem = error.into_problem(&hooks.world, domain::Lang::default());
            StatusCode::from_u16(problem.code.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
                .into_response()
        }
    }
}

async fn accept(
    hooks: &Hooks,
    kind: &'static str,
    key: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: Body,
    dedupe: impl FnOnce(&Form) -> Option<String>,
) -> Result<Signed, StatusCode> {
    let body = read(body).await?;
    let signed = check(hooks, key, uri, headers, body).await?;
    let dedupe_key = dedupe(&signed.form).unwrap_or_else(|| signature::hash_of_body(&signed.body));
    let hook = Incoming {
        dealer: Some(signed.account.dealer.clone()),
        kind,
        dedupe_key,
        body: with_message(as_text(&signed.body)?, uri),
    };
    hooks.store(hook).await?;
    Ok(signed)
}

/// The form, with our own name of the message and which try it is if the address had them: `?m=…&a=…`, which the
/// signature covers.
fn with_message(mut body: String, uri: &Uri) -> String {
    let query = form::parse(uri.query().unwrap_or_default().as_bytes());
    if let Some(id) = form::value(&query, "m").and_then(|id| id.parse::<MessageId>().ok()) {
        // Letters, digits and dashes need no escape; the colon of the name does.
        let _ = write!(body, "&{}={id}", hooks::MESSAGE.replace(':', "%3A"));
        if let Some(attempt) = form::value(&query, "a").and_then(|count| count.parse::<u32>().ok()) {
            let _ = write!(body, "&{}={attempt}", hooks::ATTEMPT.replace(':', "%3A"));
        }
    }
    body
}

/// The key in the path picks the account and its token; nothing in the body has a say before the signature is right.
async fn check(
    hooks: &Hooks,
    key: &str,
    uri: &Uri,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Signed, StatusCode> {
    let claimed = headers
        .get(signature::HEADER)
        .and_then(|value| value.to_str().ok());
    let claimed = claimed.ok_or(StatusCode::FORBIDDEN)?;
    let path = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    let url = hooks.world.url(path);
    let form = form::parse(&body);
    let now = hooks.world.clock.now();
    let fits = |account: &Account| signature::verify(&account.tokens_at(now), &url, &form, claimed);
    let mut account = hooks.keys.find(key).await.map_err(|error| hooks.failed(error))?;
    if !account.as_deref().is_some_and(fits) {
        account = hooks
            .keys
            .find_again(key)
            .await
            .map_err(|error| hooks.failed(error))?;
    }
    let account = account
        .filter(|account| fits(account))
        .ok_or(StatusCode::FORBIDDEN)?;
    // Signed by this account about another: nothing of ours.
    if form::value(&form, "AccountSid").is_some_and(|sid| sid != account.account_sid) {
        return Err(StatusCode::FORBIDDEN);
    }
    Ok(Signed { account, form, body })
}

fn xml(body: Bytes) -> Response {
    let kind = HeaderValue::from_static(twiml::CONTENT_TYPE);
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells_our_name_of_the_message_and_which_try_it_is() {
        let read = |query: &str| {
            let uri: Uri = format!("/webhooks/twilio/key/status{query}").parse().unwrap();
            let form = form::parse(with_message("MessageSid=SM1".into(), &uri).as_bytes());
            let told = |name| form::value(&form, name).map(str::to_owned);
            (told(hooks::MESSAGE), told(hooks::ATTEMPT))
        };
        assert_eq!(read("?m=0199&a=2"), (Some("0199".into()), Some("2".into())));
        assert_eq!(read("?m=0199"), (Some("0199".into()), None));
        assert_eq!(read("?m=0199&a=x"), (Some("0199".into()), None));
        assert_eq!(read("?a=2"), (None, None));
    }
}
