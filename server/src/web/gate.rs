//! The doors before a person is known. Plain forms that answer with a redirect, so that they work without
//! JavaScript; why somebody is on a page again stands in its address as `?reason=` and a problem's code.

use axum::{
    Form,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::{Code, Lang, Problem};
use portal::people::{self, SignedIn};
use secrecy::SecretString;
use serde::Deserialize;
use url::form_urlencoded;

use super::{
    Shared,
    visitor::{Visitor, sign_in_cookie, sign_out_cookie},
};

#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: SecretText,
    next: Option<String>,
}

#[derive(Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

#[derive(Deserialize)]
pub struct PasswordForm {
    name: Option<String>,
    #[serde(default)]
    password: SecretText,
}

/// A field that is not shown by accident.
#[derive(Default, Deserialize)]
#[serde(from = "String")]
struct SecretText(SecretString);

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(SecretString::from(text))
    }
}

/// `POST /login`.
pub async fn sign_in(
    State(shared): State<Shared>,
    visitor: Visitor,
    Form(form): Form<SignInForm>,
) -> Response {
    let next = form.next.as_deref().filter(|path| app::compat::is_local(path));
    match people::sign_in(&shared.world, &form.email, &form.password.0, visitor.from).await {
        Ok(signed_in) => enter(&signed_in, next),
        Err(error) => {
            let problem = error.into_problem(&shared.world, Lang::default());
            let kept = [("email", Some(form.email.as_str())), ("next", next)];
            again("/login", &problem, &kept)
        }
    }
}

/// `POST /logout`.
pub async fn sign_out(State(shared): State<Shared>, visitor: Visitor) -> Response {
    if let Some(actor) = visitor.actor()
        && let Err(error) = people::sign_out(&shared.world, actor).await
    {
        return super::plain::page(&error.into_problem(&shared.world, Lang::default()));
    }
    let mut response = see_other("/login?reason=signed_out");
    response
        .headers_mut()
        .insert(header::SET_COOKIE, sign_out_cookie());
    // What the device keeps goes too: half-written words, its worker with its files, its being told of messages.
    response
        .headers_mut()
        .insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    response
}

/// `POST /forgot`: answers alike whether there is such a person or not.
pub async fn forgot(
    State(shared): State<Shared>,
    visitor: Visitor,
    Form(form): Form<ForgotForm>,
) -> Response {
    match people::request_reset(&shared.world, &form.email, visitor.from).await {
        Ok(()) => see_other("/forgot?sent=1"),
        Err(error) => again(
            "/forgot",
            &error.into_problem(&shared.world, Lang::default()),
            &[],
        ),
    }
}

/// `POST /reset/{token}`.
pub async fn reset(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(form): Form<PasswordForm>,
) -> Response {
    set_password(&shared, visitor, "/reset/", &token, None, &form.password.0).await
}

/// `POST /invite/{token}`.
pub async fn accept(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(form): Form<PasswordForm>,
) -> Response {
    let name = form.name.as_deref();
    set_password(&shared, visitor, "/invite/", &token, name, &form.password.0).await
}

async fn set_password(
    shared: &Shared,
    visitor: Visitor,
    page: &str,
    token: &str,
    name: Option<&str>,
    password: &SecretString,
) -> Response {
    match people::accept_invitation(&shared.world, token, name, password, visitor.from).await {
        Ok(signed_in) => enter(&signed_in, None),
        Err(error) => {
            let problem = error.into_problem(&shared.world, Lang::default());
            let path = format!(
                "{page}{}",
                form_urlencoded::byte_serialize(token.as_bytes()).collect::<String>()
            );
            again(&path, &problem, &[("name", name)])
        }
    }
}

fn enter(signed_in: &SignedIn, next: Option<&str>) -> Response {
    let mut response = see_other(next.unwrap_or(signed_in.home));
    response
        .headers_mut()
        .insert(header::SET_COOKIE, sign_in_cookie(&signed_in.cookie));
    response
}

/// The page again, with why and with what was typed that is no secret.
fn again(path: &str, problem: &Problem, kept: &[(&str, Option<&str>)]) -> Response {
    if problem.code == Code::Internal {
        return super::plain::page(problem);
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("reason", problem.code.as_str());
    if let Some(at) = problem.retry_at {
        query.append_pair("retry_at", &at.0.to_string());
    }
    for (name, value) in kept {
        if let Some(value) = value.filter(|value| !value.is_empty() && value.len() <= 254) {
            query.append_pair(name, value);
        }
    }
    see_other(&format!("{path}?{}", query.finish()))
}

/// 303 to a path of our own. What cannot stand in a header goes home.
pub fn see_other(path: &str) -> Response {
    let place = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    let mut headers = HeaderMap::new();
    headers.insert(header::LOCATION, place);
    (StatusCode::SEE_OTHER, headers, Body::empty()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_comes_again_with_the_reason_and_the_address_but_not_the_password() {
        let mut problem = Problem::new(Code::TooManyAttempts, "later");
        problem.retry_at = Some(domain::Timestamp(5));
        let response = again(
            "/login",
            &problem,
            &[("email", Some("a+b@x.test")), ("next", None)],
        );
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(
            response.headers()["location"],
            "/login?reason=too_many_attempts&retry_at=5&email=a%2Bb%40x.test"
        );
    }
}
