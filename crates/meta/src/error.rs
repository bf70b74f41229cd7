//! What can go wrong in a Graph call.

use serde::Deserialize;

/// A call that did not give its answer. No variant holds an address: some hold secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer came.
    #[error("no answer from Meta")]
    Transport {
        /// Meta may have done what was asked; a code is single use, so get a new one.
        outcome_unknown: bool,
        #[source]
        source: reqwest::Error,
    },
    /// Meta answered, and it was a refusal.
    #[error("Meta answered {status}: {message}")]
    Graph {
        /// The HTTP status.
        status: u16,
        /// Meta's sentence. For logs.
        message: String,
        /// Such as `OAuthException`.
        kind: Option<String>,
        /// Meta's error code: 190 for a token, 100 for a parameter, 4 for a limit.
        code: Option<i64>,
        /// The finer code.
        subcode: Option<i64>,
        /// Meta asks to try again.
        is_transient: bool,
        /// What Meta's support asks for.
        trace_id: Option<String>,
    },
    /// The answer is not what the documentation says.
    #[error("Meta's answer is not a readable {what}")]
    Decode {
        /// What was expected.
        what: &'static str,
        #[source]
        source: serde_json::Error,
    },
}

impl Error {
    /// Meta's error code.
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Graph { code, .. } => *code,
            _ => None,
        }
    }

    /// A later try may succeed: no answer, a 5xx, a limit, or Meta says so.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport { .. } => true,
            Self::Graph {
                status,
                code,
                is_transient,
                ..
            } => {
                // 1, 2: unknown and service errors; 4, 17, 32, 613: limits.
                *is_transient
                    || *status == 429
                    || *status >= 500
                    || matches!(code, Some(1 | 2 | 4 | 17 | 32 | 613))
            }
            Self::Decode { .. } => false,
        }
    }

    pub(crate) fn refusal(status: reqwest::StatusCode, body: &[u8]) -> Self {
        let error = serde_json::from_slice::<Envelope>(body)
            .map(|body| body.error)
            .unwrap_or_default();
        let message = error
            .message
            .or_else(|| status.canonical_reason().map(str::to_owned));
        Self::Graph {
            status: status.as_u16(),
            message: message.unwrap_or_default(),
            kind: error.kind,
            code: error.code,
            subcode: error.error_subcode,
            is_transient: error.is_transient.unwrap_or_default(),
            trace_id: error.fbtrace_id,
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    error: GraphError,
}

#[derive(Default, Deserialize)]
struct GraphError {
    message: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    code: Option<i64>,
    error_subcode: Option<i64>,
    is_transient: Option<bool>,
    fbtrace_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    #[test]
    fn metas_own_error_is_read() {
        let body = br#"{"error":{"message":"Invalid verification code format.","type":"OAuthException","code":100,"error_subcode":36009,"fbtrace_id":"A1"}}"#;
        let error = Error::refusal(StatusCode::BAD_REQUEST, body);
        assert_eq!(
            error.to_string(),
            "Meta answered 400: Invalid verification code format."
        );
        assert_eq!(error.code(), Some(100));
        assert!(!error.is_transient());
        assert!(matches!(
            error,
            Error::Graph {
                subcode: Some(36_009),
                trace_id: Some(_),
                ..
            }
        ));
    }

    #[test]
    fn a_page_or_nothing_leaves_the_status_to_speak() {
        for body in [&b""[..], b"<html>", b"{}", b"{\"error\":\"no\"}"] {
            let error = Error::refusal(StatusCode::BAD_GATEWAY, body);
            assert_eq!(error.to_string(), "Meta answered 502: Bad Gateway");
            assert!(error.is_transient());
        }
    }

    #[test]
    fn a_limit_passes() {
        let error = Error::refusal(StatusCode::BAD_REQUEST, br#"{"error":{"message":"x","code":4}}"#);
        assert!(error.is_transient());
    }
}
