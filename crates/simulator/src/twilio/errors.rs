//! Refusals in the shape of Twilio's REST APIs.

use serde_json::json;

use crate::http::{Answer, Req};

/// `{"code","message","more_info","status"}` with the HTTP status.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: u32,
    pub message: String,
}

impl Refusal {
    pub fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    pub fn unauthenticated() -> Self {
        Self::new(401, 20003, "Authenticate")
    }

    pub fn inactive() -> Self {
        Self::new(403, 20005, "Account not active")
    }

    /// 404 with 20404, the path as it was asked for.
    pub fn missing(req: &Req) -> Self {
        let path = req
            .path
            .strip_prefix("/twilio")
            .map_or(req.path.as_str(), |rest| {
                rest.find("/2010")
                    .or_else(|| rest.find("/v"))
                    .map_or(rest, |at| &rest[at..])
            });
        Self::new(404, 20404, format!("The requested resource {path} was not found"))
    }

    /// A request the Senders API cannot accept.
    pub fn invalid_sender(message: impl Into<String>) -> Self {
        Self::new(400, 63100, message)
    }

    pub fn into_answer(self) -> Answer {
        Answer::json(
            self.status,
            &json!({
                "code": self.code,
                "message": self.message,
                "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
                "status": self.status,
            }),
        )
    }
}

/// What Twilio says about a code of the Senders API (texts in our own words).
pub fn sender_text(code: u32) -> &'static str {
    match code {
        20249 => "Too many registration attempts for this phone number; try again in 72 hours",
        63100 => "The request to register or update the sender is invalid",
        63101 => {
            "The WhatsApp Business Account cannot be used: it was deleted, is not shared with Twilio, or is linked to another Twilio account"
        }
        63102 => "This Twilio account is already linked to another WhatsApp Business Account",
        63103 => "The payment method cannot be assigned to the WhatsApp Business Account",
        63104 => "The WhatsApp Business Account has reached its maximum number of phone numbers",
        63105 => "The action is not supported in the sender's current state",
        63109 => "The sender was moved to another account",
        63110 => "The phone number is already in use on WhatsApp",
        63111 => "The phone number or WhatsApp Business Account can no longer be found at Meta",
        63112 => "The WhatsApp Business Account is disabled or pending verification at Meta",
        63116 => "The verification code was not received or is not valid",
        _ => "The sender could not be registered",
    }
}
