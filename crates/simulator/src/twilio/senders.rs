//! WhatsApp senders: what they are, and how they are read and removed.

use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::{Millis, iso8601};
use crate::config::Config;
use crate::http::{Answer, Req};
use crate::otp::Method;
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::{Refusal, sender_text};
use crate::twilio::paging;
use crate::twilio::steps::{self, Step};

/// A sender's state, as Twilio names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    #[default]
    #[serde(rename = "CREATING")]
    Creating,
    #[serde(rename = "PENDING_VERIFICATION")]
    PendingVerification,
    #[serde(rename = "VERIFYING")]
    Verifying,
    #[serde(rename = "TWILIO_REVIEW")]
    TwilioReview,
    #[serde(rename = "ONLINE")]
    Online,
    #[serde(rename = "ONLINE:UPDATING")]
    OnlineUpdating,
    #[serde(rename = "OFFLINE")]
    Offline,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Creating => "CREATING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Verifying => "VERIFYING",
            Self::TwilioReview => "TWILIO_REVIEW",
            Self::Online => "ONLINE",
            Self::OnlineUpdating => "ONLINE:UPDATING",
            Self::Offline => "OFFLINE",
        })
    }
}

/// A number registered with WhatsApp through Twilio.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sender {
    pub sid: String,
    pub account: String,
    /// E.164; on the wire it is `sender_id`, `whatsapp:+…`.
    pub number: String,
    pub friendly_name: Option<String>,
    pub status: Status,
    /// What is still to come, and when the first of it is due.
    pub steps: VecDeque<Step>,
    pub step_due: Option<Millis>,
    pub waba_id: String,
    pub method: Method,
    pub voice_application_sid: Option<String>,
    pub account_type: Option<String>,
    pub webhook: Map<String, Value>,
    pub profile: Map<String, Value>,
    /// Codes of `offline_reasons`.
    pub reasons: Vec<u32>,
    pub quality: String,
    pub limit: String,
    /// The code that Meta waits for.
    pub expected: Option<Expected>,
    /// The state to wait in while a code is expected.
    pub waits_in: Status,
    /// `OFFLINE` for a moment before `ONLINE`.
    pub hiccup: bool,
    pub new_name: Option<NewName>,
}

/// A code under way to somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Expected {
    pub code: String,
    /// After this it is too old.
    pub until: Millis,
}

/// A change of the display name that Meta looks at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewName {
    pub name: String,
    /// `PENDING_REVIEW`, `APPROVED`, `DECLINED`, `COMPLETED` …
    pub status: String,
    pub at: Millis,
    pub due: Option<Millis>,
}

/// Which groups of fields an answer to an update carries; the others are `null`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Touched {
    pub configuration: bool,
    pub webhook: bool,
    pub profile: bool,
}

const PROFILE: [&str; 13] = [
    "about",
    "address",
    "description",
    "emails",
    "name",
    "logo_url",
    "vertical",
    "websites",
    "banner_url",
    "privacy_url",
    "terms_of_service_url",
    "accent_color",
    "phone_numbers",
];
const WEBHOOK: [(&str, &str); 6] = [
    ("callback_url", ""),
    ("callback_method", "POST"),
    ("fallback_url", ""),
    ("fallback_method", "POST"),
    ("status_callback_url", ""),
    ("status_callback_method", "POST"),
];

impl Sender {
    /// The ISV's own first sender, which Meta's review needed. It stands on the parent account and is no dealer's.
    pub(crate) fn of_the_isv(config: &Config, status: Status) -> Self {
        Self {
            sid: config.parent_sid.replacen("AC", "XE", 1),
            account: config.parent_sid.clone(),
            // Among the numbers that nobody is given (NANP, 555-0100 to 555-0199).
            number: "+12025550143".into(),
            status,
            quality: "HIGH".into(),
            limit: "250 Customers/24hr".into(),
            ..Self::default()
        }
    }

    pub fn sender_id(&self) -> String {
        format!("whatsapp:{}", self.number)
    }

    /// A text of the `webhook` group; empty when it is not set.
    pub fn hook(&self, name: &str) -> &str {
        self.webhook.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn is_online(&self) -> bool {
        matches!(self.status, Status::Online | Status::OnlineUpdating)
    }

    fn configuration(&self) -> Value {
        let method = (!self.is_online()).then_some(self.method);
        json!({
            "waba_id": self.waba_id,
            "verification_method": method,
            // Twilio never repeats a code.
            "verification_code": null,
            "voice_application_sid": self.voice_application_sid,
            "account_type": self.account_type,
        })
    }

    fn webhook(&self) -> Value {
        WEBHOOK
            .iter()
            .map(|(key, unset)| {
                (
                    (*key).to_owned(),
                    self.webhook.get(*key).cloned().unwrap_or_else(|| json!(unset)),
                )
            })
            .collect::<Map<_, _>>()
            .into()
    }

    fn profile(&self) -> Value {
        PROFILE
            .iter()
            .map(|key| {
                (
                    (*key).to_owned(),
                    self.profile.get(*key).cloned().unwrap_or(Value::Null),
                )
            })
            .collect::<Map<_, _>>()
            .into()
    }

    /// The answer to a create: what was sent, and nothing about the sender's life yet.
    pub fn created_json(&self) -> Value {
        let mut body = json!({
            "sid": self.sid,
            "status": self.status,
            "sender_id": self.sender_id(),
            "configuration": self.configuration(),
            "webhook": self.webhook(),
            "profile": self.profile,
        });
        if let Some(name) = &self.friendly_name {
            body["friendly_name"] = name.clone().into();
        }
        body
    }

    pub fn json(&self, base: &url::Url) -> Value {
        let mut body = json!({
            "sid": self.sid,
            "status": self.status,
            "sender_id": self.sender_id(),
            "friendly_name": self.friendly_name,
            "configuration": self.configuration(),
            "webhook": self.webhook(),
            "profile": self.profile(),
            "compliance": null,
            "properties": null,
            "offline_reasons": self.offline_reasons(),
            "url": format!("{base}/v2/Channels/Senders/{}", self.sid),
        });
        if self.is_online() {
            body["properties"] = json!({"quality_rating": self.quality, "messaging_limit": self.limit});
        }
        if let Some(new) = &self.new_name {
            body["pending_display_name"] = new.name.clone().into();
            body["pending_display_name_status"] = new.status.clone().into();
            body["pending_display_name_status_date"] = iso8601(new.at).into();
        }
        body
    }

    /// The answer to a partial update.
    pub fn updated_json(&self, touched: Touched) -> Value {
        let shown = |is: bool, value: Value| if is { value } else { Value::Null };
        json!({
            "sid": self.sid,
            "status": self.status,
            "sender_id": self.sender_id(),
            "compliance": null,
            "configuration": shown(touched.configuration, self.configuration()),
            "webhook": shown(touched.webhook, self.webhook()),
            "profile": shown(touched.profile, self.profile()),
        })
    }

    fn offline_reasons(&self) -> Value {
        if self.reasons.is_empty() {
            return Value::Null;
        }
        let reason = |code: &u32| {
            json!({
                // A text here, although a message's error code is a number.
                "code": code.to_string(),
                "message": sender_text(*code),
                "more_info": format!("https://www.twilio.com/docs/api/errors/{code}"),
            })
        };
        self.reasons.iter().map(reason).collect()
    }
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    match req.query.given("Channel") {
        None => {
            return Err(Refusal::new(
                400,
                20001,
                "Missing required parameter Channel in the query",
            ));
        }
        Some("whatsapp") => {}
        Some("rcs") => return Ok(paging::modern(&ctx.world.urls.messaging, req, "senders", &[], 20)),
        Some(other) => {
            return Err(Refusal::new(
                400,
                20001,
                format!("Invalid parameter Channel {other} in the query"),
            ));
        }
    }
    let base = &ctx.world.urls.messaging;
    let mine = ctx
        .state
        .senders
        .iter()
        .filter(|sender| sender.account == account);
    let senders: Vec<Value> = mine.map(|sender| sender.json(base)).collect();
    Ok(paging::modern(base, req, "senders", &senders, 20))
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    if ctx.clock().is_instant() {
        steps::asked(ctx, at);
    }
    Ok(Answer::json(
        200,
        &ctx.state.senders[at].json(&ctx.world.urls.messaging),
    ))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    ctx.state.senders.remove(at);
    Ok(Answer::empty(204))
}

/// Another account's sender is not there at all.
pub fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let account = &caller.active_own_account(ctx.state)?.sid;
    let found = ctx
        .state
        .senders
        .iter()
        .position(|sender| sender.sid == req.part(3) && sender.account == *account);
    found.ok_or_else(|| Refusal::missing(req))
}
