//! What can go wrong in a call, and what it asks of the caller.

use std::time::Duration;

use crate::codes::{self, Class};

/// A call that did not give its answer. No variant holds a token or an address with a query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer came.
    #[error("no answer from Twilio")]
    Transport {
        /// The request may have been carried out.
        outcome_unknown: bool,
        #[source]
        source: reqwest::Error,
    },
    /// Twilio answered, and it was a refusal.
    #[error("Twilio answered {status}{}: {message}", code_text(*.code))]
    Api {
        /// The HTTP status.
        status: u16,
        /// Twilio's error code, absent from HTML pages and empty bodies.
        code: Option<u32>,
        /// Twilio's sentence. For logs: codes are stable, sentences are not.
        message: String,
        /// A page about the code.
        more_info: Option<String>,
        /// What Twilio's support asks for.
        request_id: Option<String>,
        /// How long Twilio asks to wait.
        retry_after: Option<Duration>,
        /// The request may have been carried out (a 5xx to a `POST`).
        outcome_unknown: bool,
    },
    /// The answer is not what the documentation says.
    #[error("Twilio's answer is not a readable {what}")]
    Decode {
        /// What was expected.
        what: &'static str,
        /// The request changed something: look for its result before sending it again.
        outcome_unknown: bool,
        #[source]
        source: Option<serde_json::Error>,
    },
    /// A file is larger than what was asked for; the rest was not fetched.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The most that was wanted, in bytes.
        limit: u64,
    },
    /// The address is none of Twilio's: nothing was sent to it, and above all no credentials.
    #[error("the address does not belong to Twilio")]
    Elsewhere,
}

fn code_text(code: Option<u32>) -> String {
    code.map(|code| format!(" ({code})")).unwrap_or_default()
}

impl Error {
    /// What the caller can do about it.
    pub fn class(&self) -> Class {
        match self {
            Self::Transport { .. } => Class::Retry,
            Self::Api {
                code: Some(code),
                status,
                ..
            } => codes::look_up(*code).map_or_else(|| class_of_unlisted(*code, *status), |entry| entry.class),
            Self::Api {
                code: None, status, ..
            } => class_of_status(*status),
            Self::Decode { .. } | Self::TooLarge { .. } | Self::Elsewhere => Class::Fix,
        }
    }

    /// True when Twilio may have done what was asked although no success came back: look for the
    /// result (list, then compare) before asking again.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Transport { outcome_unknown, .. }
            | Self::Api { outcome_unknown, .. }
            | Self::Decode { outcome_unknown, .. } => *outcome_unknown,
            Self::TooLarge { .. } | Self::Elsewhere => false,
        }
    }

    /// Twilio's error code.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Api { code, .. } => *code,
            _ => None,
        }
    }

    /// The HTTP status, when there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// How long Twilio asks to wait before the next try.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The thing does not exist in this account.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }
}

/// New 63xxx codes are WhatsApp delivery failures: worth one more try, then a failure.
fn class_of_unlisted(code: u32, status: u16) -> Class {
    if (63_000..64_000).contains(&code) {
        Class::Retry
    } else {
        class_of_status(status)
    }
}

fn class_of_status(status: u16) -> Class {
    match status {
        401 | 403 => Class::Account,
        408 | 425 | 429 | 500..=599 => Class::Retry,
        _ => Class::Fix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(status: u16, code: Option<u32>) -> Error {
        Error::Api {
            status,
            code,
            message: "no".into(),
            more_info: None,
            request_id: None,
            retry_after: None,
            outcome_unknown: false,
        }
    }

    #[test]
    fn the_code_decides_and_the_status_only_without_one() {
        assert_eq!(api(400, Some(63_102)).class(), Class::Account);
        assert_eq!(api(400, Some(20_429)).class(), Class::Retry);
        assert_eq!(api(400, Some(21_610)).class(), Class::Recipient);
        assert_eq!(api(401, None).class(), Class::Account);
        assert_eq!(api(404, None).class(), Class::Fix);
        assert_eq!(api(503, None).class(), Class::Retry);
        assert_eq!(api(302, None).class(), Class::Fix);
    }

    #[test]
    fn an_unlisted_code_of_the_channel_family_gets_another_try() {
        assert_eq!(api(400, Some(63_999)).class(), Class::Retry);
        assert_eq!(api(400, Some(29_999)).class(), Class::Fix);
    }

    #[test]
    fn the_sentence_names_status_and_code() {
        assert_eq!(
            api(400, Some(21_211)).to_string(),
            "Twilio answered 400 (21211): no"
        );
        assert_eq!(api(502, None).to_string(), "Twilio answered 502: no");
    }
}
