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

/// An error with what is behind it, on one line; for the log and for the operator's pages. Errors hold no secrets.
pub fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let said = cause.to_string();
        // Some say what their cause says, too.
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = cause.source();
    }
    text.replace('\n', " ")
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, with_causes};

    #[derive(Debug, thiserror::Error)]
    #[error("{said}")]
    struct Said {
        said: &'static str,
        #[source]
        cause: Option<Box<Said>>,
    }

    fn said(said: &'static str, cause: Option<Said>) -> Said {
        let cause = cause.map(Box::new);
        Said { said, cause }
    }

    #[test]
    fn the_causes_of_an_error_are_told_once_and_on_one_line() {
        let error = said(
            "no answer",
            Some(said("no line", Some(said("a wire\nis cut", None)))),
        );
        assert_eq!(with_causes(&error), "no answer: no line: a wire is cut");
        let repeats = said("no answer: no line", Some(said("no line", None)));
        assert_eq!(with_causes(&repeats), "no answer: no line");
        assert_eq!(with_causes(&Error::Internal("gone".into())), "gone");
    }
}
