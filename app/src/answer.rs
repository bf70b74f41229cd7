//! What doors answer: a value, or the one error that travels ([`domain::Problem`]).

use domain::{Code, Lang, Problem, say};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// A [`Problem`] on its way through a door. A type of our own because the trait is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Refusal(pub Problem);

/// What doors answer.
pub type Answer<T> = Result<T, Refusal>;

impl Refusal {
    /// Wraps a problem and gives the response its status.
    pub fn new(problem: Problem) -> Self {
        crate::compat::set_status(problem.code.status());
        Self(problem)
    }

    /// There is no such thing, or it is somebody else's.
    pub fn missing() -> Self {
        Self::new(Problem::new(
            Code::NotFound,
            say::problem::missing(crate::i18n::lang()),
        ))
    }
}

/// How an action ended, without what it brought: all that notices, fields and toasts ask for.
pub type Outcome = Signal<Option<Result<(), Problem>>>;

/// The outcome of a door that is opened by a form.
pub trait HasOutcome {
    /// Nothing until the first answer.
    fn outcome(self) -> Outcome;
}

impl<S> HasOutcome for ServerAction<S>
where
    S: server_fn::ServerFn<Error = Refusal> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    fn outcome(self) -> Outcome {
        let value = self.value();
        Signal::derive(move || {
            value.with(|answer| {
                answer
                    .as_ref()
                    .map(|answer| answer.as_ref().map(|_| ()).map_err(|refusal| refusal.0.clone()))
            })
        })
    }
}

impl FromServerFnError for Refusal {
    type Encoder = JsonEncoding;

    /// The call itself failed: no network, or a page older than its server.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let lang = Lang::default();
        let (code, words) = match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => {
                (Code::Unavailable, say::ui::offline(lang))
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                (Code::InvalidInput, say::ui::form_unreadable(lang))
            }
            _ => (Code::Internal, say::ui::page_outdated(lang)),
        };
        Self(Problem::new(code, words))
    }
}

#[cfg(feature = "ssr")]
impl From<portal::Error> for Refusal {
    fn from(error: portal::Error) -> Self {
        let lang = crate::i18n::lang();
        Self::new(error.into_problem(&crate::context::world(), lang))
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl std::error::Error for Refusal {}
