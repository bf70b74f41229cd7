//! Messages as a resource: listed, fetched, redacted, deleted.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, iso8601, rfc2822};
use crate::http::{Answer, Req};
use crate::inbound::Location;
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::content::render::Shown;
use crate::twilio::errors::Refusal;
use crate::twilio::{media, paging};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Message {
    pub sid: String,
    pub account: String,
    /// `whatsapp:+…` or `+…`.
    pub from: String,
    pub to: String,
    pub body: String,
    pub num_media: usize,
    /// `inbound` or `outbound-api`.
    pub direction: String,
    pub status: String,
    pub error: Option<u32>,
    pub price: Option<String>,
    pub messaging_service_sid: Option<String>,
    pub created: Millis,
    pub updated: Millis,
    pub sent: Option<Millis>,
    /// Where its statuses are reported.
    pub callback: Option<String>,
    /// A place, when one was sent.
    pub location: Option<Location>,
    /// The SID of the message it answers.
    pub quotes: Option<String>,
    /// What its template shows besides text.
    pub content: Option<Shown>,
    /// When the business marked it as read.
    pub seen: Option<Millis>,
    /// Went out as an approved template.
    pub as_template: bool,
    pub steps: VecDeque<(String, Millis)>,
    pub step_due: Option<Millis>,
    /// Its files are still being fetched.
    pub fetching: bool,
    /// When Twilio will have rated it.
    pub price_due: Option<Millis>,
}

/// An address without its channel.
pub fn bare(address: &str) -> &str {
    address.strip_prefix("whatsapp:").unwrap_or(address)
}

pub fn window_key(person: &str, number: &str) -> String {
    format!("{person}>{number}")
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let query = &req.query;
    let sent_on = day(req, "DateSent")?;
    let sent_from = day(req, "DateSent>")?;
    let sent_to = day(req, "DateSent<")?;
    let found: Vec<Value> = ctx
        .state
        .messages
        .iter()
        .rev()
        .filter(|message| message.account == *account)
        .filter(|message| query.given("To").is_none_or(|to| message.to == to))
        .filter(|message| query.given("From").is_none_or(|from| message.from == from))
        .filter(|message| sent_on.is_none_or(|day| message.sent_on() == day))
        .filter(|message| sent_from.is_none_or(|day| *message.sent_on() >= *day))
        .filter(|message| sent_to.is_none_or(|day| *message.sent_on() <= *day))
        .map(Message::json)
        .collect();
    Ok(paging::classic(req, "messages", &found))
}

/// A day to filter by, `YYYY-MM-DD` in UTC: that, and no time of day, is what the documentation names.
fn day<'a>(req: &'a Req, name: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(day) = req.query.given(name) else {
        return Ok(None);
    };
    let bytes = day.as_bytes();
    let is_day = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let refusal = || Refusal::new(400, 20001, format!("Invalid date for {name}: {day}"));
    is_day.then_some(Some(day)).ok_or_else(refusal)
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let mut body = ctx.state.messages[at].json();
    let message = &ctx.state.messages[at];
    body["subresource_uris"]["feedback"] = format!(
        "/2010-04-01/Accounts/{}/Messages/{}/Feedback.json",
        message.account, message.sid
    )
    .into();
    Ok(Answer::json(200, &body))
}

/// An empty `Body` redacts.
pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let now = ctx.now;
    let message = &mut ctx.state.messages[at];
    if req.form().get("Body") == Some("") {
        message.body.clear();
        message.updated = now;
    }
    Ok(Answer::json(200, &message.json()))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let message = &ctx.state.messages[at];
    if message.step_due.is_some() || message.fetching {
        return Err(Refusal::new(
            400,
            20009,
            "Cannot delete this resource before it is complete",
        ));
    }
    let message = ctx.state.messages.remove(at);
    media::forget(ctx, &message.sid);
    Ok(Answer::empty(204))
}

fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let found = ctx
        .state
        .messages
        .iter()
        .position(|message| message.sid == req.part(4) && message.account == *account);
    found.ok_or_else(|| Refusal::missing(req))
}

impl Message {
    /// The resource only moves forward, whatever order the reports arrive in.
    pub fn take_status(&mut self, status: &str, now: Millis) {
        const RANK: [&str; 7] = [
            "accepted",
            "queued",
            "sent",
            "delivered",
            "read",
            "undelivered",
            "failed",
        ];
        let rank = |status: &str| RANK.iter().position(|name| *name == status);
        if rank(status) > rank(&self.status) {
            status.clone_into(&mut self.status);
        }
        self.updated = now;
        if status != "queued" {
            self.sent.get_or_insert(now);
        }
    }

    /// The day on which it was sent, `YYYY-MM-DD` in UTC.
    fn sent_on(&self) -> String {
        let mut moment = iso8601(self.sent.unwrap_or(self.created));
        moment.truncate(10);
        moment
    }

    pub fn json(&self) -> Value {
        let failed = ["failed", "undelivered"].contains(&self.status.as_str());
        let error = self.error.filter(|_| failed);
        let base = format!("/2010-04-01/Accounts/{}/Messages/{}", self.account, self.sid);
        json!({
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": rfc2822(self.created),
            "date_sent": self.sent.map(rfc2822),
            "date_updated": rfc2822(self.updated),
            "direction": self.direction,
            "error_code": error,
            "error_message": null,
            // A service has not chosen a sender yet.
            "from": (self.status != "accepted").then_some(&self.from),
            "messaging_service_sid": self.messaging_service_sid,
            "num_media": self.num_media.to_string(),
            "num_segments": "1",
            "price": self.price,
            "price_unit": self.price.as_ref().map(|_| "USD"),
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": format!("{base}/Media.json")},
            "to": self.to,
            "uri": format!("{base}.json"),
        })
    }
}
