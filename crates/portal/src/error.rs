use domain::{Code, FieldError, Problem, Timestamp};

/// Why a deed was not done. Nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A field is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// There is no such thing, or it is somebody else's: never told apart.
    #[error("missing")]
    Missing,
    /// The person's role does not allow it.
    #[error("denied")]
    Denied,
    /// It was changed or done meanwhile.
    #[error("conflict: {0}")]
    Conflict(String),
    /// A problem with words and a code of its own.
    #[error("{0}")]
    Problem(Problem),
    /// The database.
    #[error("store")]
    Store(#[from] store::Error),
    /// Twilio.
    #[error("twilio")]
    Twilio(#[from] twilio::Error),
    /// Meta.
    #[error("meta")]
    Meta(#[from] meta::Error),
    /// A bug or a broken machine.
    #[error("{0}")]
    Internal(String),
}

/// What deeds answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One field at fault.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    /// A problem with a code and a sentence.
    pub fn problem(code: Code, detail: impl Into<String>) -> Self {
        Self::Problem(Problem::new(code, detail))
    }

    /// A problem that passes by itself at a known time.
    pub fn until(code: Code, detail: impl Into<String>, at: Timestamp) -> Self {
        Self::Problem(Problem {
            retry_at: Some(at),
            ..Problem::new(code, detail)
        })
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}
