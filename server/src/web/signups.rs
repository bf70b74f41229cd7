//! The signup's JSON: what the signup page, the dashboard and Meta's redirect speak to.

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use domain::{
    Code, Lang, Problem, say,
    signup::{BrowserEvent, Finish, StartSignup},
};
use portal::{Actor, signups};

use super::{
    Shared, gate, plain,
    problem::{self, JsonBody},
    visitor::Visitor,
};

/// `POST /whatsapp/create-signup-session`.
pub async fn start(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(input): JsonBody<StartSignup>,
) -> Response {
    let started = async { signups::start(&shared.world, visitor.signed_in()?, input).await };
    match started.await {
        Ok(link) => (StatusCode::CREATED, Json(link)).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// `POST /whatsapp/signup/{token}/events`.
pub async fn event(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(token): Path<String>,
    JsonBody(event): JsonBody<BrowserEvent>,
) -> Response {
    let recorded = async {
        let actor = signups::enter(&shared.world, &token, visitor.from).await?;
        signups::record_event(&shared.world, &actor, event).await
    };
    match recorded.await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// `GET /whatsapp/signup/{token}/live`: the progress, whenever it changes.
pub async fn live(State(shared): State<Shared>, visitor: Visitor, Path(token): Path<String>) -> Response {
    let entered = signups::enter(&shared.world, &token, visitor.from).await;
    match entered {
        Ok(Actor::Link { signup, dealer, from }) => {
            let actor = Actor::Link {
                signup: signup.clone(),
                dealer,
                from,
            };
            crate::live::progress(&shared, actor, signup).into_response()
        }
        Ok(_) => problem::json(&shared.world, portal::Error::Missing),
        Err(error) => problem::json(&shared.world, error),
    }
}

/// `GET /whatsapp/onboarding-callback`: a browser that comes back from Meta.
pub async fn redirected(
    State(shared): State<Shared>,
    visitor: Visitor,
    finish: Result<Query<Finish>, QueryRejection>,
) -> Response {
    let Ok(Query(finish)) = finish else {
        let words = say::login::link_gone(Lang::default());
        return plain::page(&Problem::new(Code::LinkInvalid, words));
    };
    let token: String = url::form_urlencoded::byte_serialize(finish.payload.as_bytes()).collect();
    match signups::finish(&shared.world, visitor.from, finish).await {
        Ok(_) => gate::see_other(&format!("/whatsapp/signup/{token}")),
        Err(error) => plain::page(&error.into_problem(&shared.world, Lang::default())),
    }
}

/// `POST /whatsapp/onboarding-callback`: the signup page says the same.
pub async fn finish(
    State(shared): State<Shared>,
    visitor: Visitor,
    JsonBody(finish): JsonBody<Finish>,
) -> Response {
    match signups::finish(&shared.world, visitor.from, finish).await {
        Ok(progress) => Json(progress).into_response(),
        Err(error) => problem::json(&shared.world, error),
    }
}
