use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)+) => {
        /// What kind of problem it is. The text is stable: other programs rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name,)+ }

        impl Code {
            /// Every code, for documentation and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
            /// The HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }
        }
    };
}

codes! {
    /// A field is wrong; `Problem::fields` says which.
    InvalidInput = "invalid_input", 422;
    /// Nobody is signed in.
    SignInNeeded = "sign_in_needed", 401;
    /// Unknown mail or wrong password: never told apart.
    SignInFailed = "sign_in_failed", 401;
    /// Too many attempts; `Problem::retry_at` says when again.
    TooManyAttempts = "too_many_attempts", 429;
    /// There is no such thing, or it is somebody else's.
    NotFound = "not_found", 404;
    /// The person's role does not allow it.
    Denied = "denied", 403;
    /// It was changed by someone else meanwhile, or is done already.
    Conflict = "conflict", 409;
    /// The link is not one of ours, or was changed on its way.
    LinkInvalid = "link_invalid", 403;
    /// The link or session is over.
    SessionExpired = "session_expired", 410;
    /// The link was withdrawn.
    SessionRevoked = "session_revoked", 410;
    /// The ISV has not set `TWILIO_PARTNER_SOLUTION_ID`.
    PartnerSolutionIdMissing = "partner_solution_id_missing", 503;
    /// Another prerequisite of the ISV is missing.
    NotConfigured = "not_configured", 503;
    /// The ISV's rolling seven-day quota of new dealers is used up; `retry_at` is the next free place.
    QuotaFull = "quota_full", 429;
    /// The number is on WhatsApp elsewhere: with another dealer here, or in an app.
    NumberOnWhatsapp = "number_on_whatsapp", 409;
    /// Ten registrations of the number in 72 hours are used up; `retry_at` is the next free one.
    RegistrationLimit = "registration_limit", 429;
    /// The code from WhatsApp is wrong.
    CodeWrong = "code_wrong", 422;
    /// The buyer last wrote more than 24 hours ago: only a template may be sent.
    WindowClosed = "window_closed", 409;
    /// The buyer asked for no more messages.
    ContactStopped = "contact_stopped", 409;
    /// The number is not online at WhatsApp, or no longer connected.
    NotConnected = "not_connected", 409;
    /// Twilio or Meta refused; `detail` is the dictionary's words.
    Refused = "refused", 409;
    /// Something outside does not answer; trying later can help.
    Unavailable = "unavailable", 503;
    /// A bug or a broken machine; `reference` finds the log line.
    Internal = "internal", 500;
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form or the JSON body.
    pub field: String,
    /// What to do about it, for a person.
    pub message: String,
}

/// The only error on the wire (RFC 9457 for the JSON endpoints). Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// A sentence for people: what happened, who must act, what to do.
    pub detail: String,
    /// The fields at fault, if any.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// When trying again can help.
    #[serde(default)]
    pub retry_at: Option<Timestamp>,
    /// The number under which the cause was logged.
    #[serde(default)]
    pub reference: Option<String>,
}

impl Problem {
    /// A problem with a sentence and nothing else.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            retry_at: None,
            reference: None,
        }
    }

    /// The message for one field, if that field is at fault.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|f| f.field == name)
            .map(|f| f.message.as_str())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}
impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_on_the_wire_is_the_name_in_the_table() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
