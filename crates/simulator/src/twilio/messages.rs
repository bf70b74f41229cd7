//! Messages: enough of them for a test message each way and the ticks that follow.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, iso8601, millis, rfc2822};
use crate::delivery;
use crate::http::{Answer, Req};
use crate::inbound::Location;
use crate::phone::habits;
use crate::rules::{Outcome, Place};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::numbers::is_e164;
use crate::twilio::{paging, webhooks};

/// Free text may be sent this long after the person's last message.
pub const WINDOW: Duration = Duration::from_hours(24);

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
    /// Went out as an approved template.
    pub as_template: bool,
    pub steps: VecDeque<(String, Millis)>,
    pub step_due: Option<Millis>,
}

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let form = req.form();
    let to = form
        .given("To")
        .ok_or_else(|| Refusal::new(400, 21604, "A 'To' phone number is required."))?;
    let from = form
        .given("From")
        .ok_or_else(|| Refusal::new(400, 21603, "A 'From' phone number is required."))?;
    if !is_e164(to.trim_start_matches("whatsapp:")) {
        return Err(Refusal::new(
            400,
            21211,
            format!("Invalid 'To' Phone Number: {to}"),
        ));
    }
    let template = form.given("ContentSid");
    let body = form.get("Body").unwrap_or_default();
    let media = form.0.iter().filter(|(name, _)| name == "MediaUrl").count();
    if body.is_empty() && template.is_none() && media == 0 {
        return Err(Refusal::new(400, 21602, "Message body is required."));
    }
    if body.chars().count() > 1600 {
        return Err(Refusal::new(
            400,
            21617,
            "The concatenated message body exceeds the 1600 character limit",
        ));
    }
    let callback = form.given("StatusCallback");
    if callback.is_some_and(|url| !url.starts_with("http")) {
        return Err(Refusal::new(400, 21609, "The 'StatusCallback' URL is not valid."));
    }
    let mut message = Message {
        sid: ctx.state.chance.sid(if media > 0 { "MM" } else { "SM" }),
        account,
        from: from.to_owned(),
        to: to.to_owned(),
        body: template.map_or_else(|| body.to_owned(), |sid| format!("Template {sid}")),
        num_media: media,
        direction: "outbound-api".into(),
        status: "queued".into(),
        messaging_service_sid: form.given("MessagingServiceSid").map(str::to_owned),
        created: ctx.now,
        updated: ctx.now,
        callback: callback.map(str::to_owned),
        ..Message::default()
    };
    if from.starts_with("whatsapp:") {
        let number = from.trim_start_matches("whatsapp:");
        let sender = ctx.state.senders.iter().find(|sender| {
            sender.number == number && sender.account == message.account && sender.is_online()
        });
        let sender = sender.ok_or_else(|| {
            Refusal::new(
                400,
                63007,
                "Twilio could not find a Channel with the specified From address",
            )
        })?;
        let own = sender.hook("status_callback_url");
        if message.callback.is_none() && !own.is_empty() {
            message.callback = Some(own.to_owned());
        }
    } else if ctx
        .state
        .owned_number(from)
        .is_none_or(|number| number.account != message.account || !number.sms)
    {
        return Err(Refusal::new(
            400,
            21606,
            format!("The 'From' phone number {from} is not a valid, SMS-capable number"),
        ));
    }
    plan(ctx, &mut message, template.is_some());
    let answer = Answer::json(201, &message.json());
    ctx.state.messages.push(message);
    Ok(answer)
}

/// Which statuses follow, and how long each takes.
fn plan(ctx: &mut Ctx<'_>, message: &mut Message, is_template: bool) {
    let person = message.to.trim_start_matches("whatsapp:").to_owned();
    let number = message.from.trim_start_matches("whatsapp:").to_owned();
    let open = ctx
        .state
        .windows
        .get(&window_key(&person, &number))
        .is_some_and(|at| *at > ctx.now - millis(WINDOW));
    let place = Place {
        number: Some(&number),
        account: Some(&message.account),
        call: None,
    };
    let rules = &mut ctx.state.rules;
    let mut statuses = vec!["sent", "delivered"];
    if message.from.starts_with("whatsapp:") {
        statuses.push("read");
        if !open && !is_template {
            // Accepted first; that the window was closed is told later.
            message.error = Some(63016);
            statuses = vec!["failed"];
        } else if rules.is(place, &Outcome::StuckAtSent) {
            statuses = vec!["sent"];
        } else if rules.is(place, &Outcome::FailsAfterSent) {
            message.error = Some(63024);
            statuses = vec!["sent", "undelivered"];
        } else if rules.is(place, &Outcome::ReadWithoutDelivered) {
            statuses = vec!["sent", "read"];
        } else if rules.is(place, &Outcome::WebhooksReordered) {
            statuses = vec!["delivered", "sent", "read"];
        }
    }
    let jitter = Millis::try_from(ctx.state.chance.below(900)).unwrap_or(0);
    message.steps = statuses
        .into_iter()
        .map(|status| (status.to_owned(), 600 + jitter))
        .collect();
    habits::shape(ctx, message);
    message.step_due = message
        .steps
        .front()
        .map(|(_, after)| ctx.now + courtesy(ctx, *after));
}

fn courtesy(ctx: &Ctx<'_>, after: Millis) -> Millis {
    if ctx.clock().is_instant() { 0 } else { after }
}

/// Reports the statuses that are due.
pub fn move_due(ctx: &mut Ctx<'_>) -> bool {
    let mut moved = false;
    for at in 0..ctx.state.messages.len() {
        let now = ctx.now;
        let message = &mut ctx.state.messages[at];
        if message.step_due.is_none_or(|due| due > now) {
            continue;
        }
        moved = true;
        let Some((status, _)) = message.steps.pop_front() else {
            continue;
        };
        message.take_status(&status, now);
        let next = message.steps.front().map(|(_, after)| *after);
        let due = next.map(|after| now + courtesy(ctx, after));
        let message = &mut ctx.state.messages[at];
        message.step_due = due;
        let message = message.clone();
        if let Some(url) = &message.callback {
            let form = webhooks::status_form(ctx, &message, &status);
            delivery::to_twilio_user(ctx, &message.account, url, None, form, now);
        }
    }
    moved
}

pub fn window_key(person: &str, number: &str) -> String {
    format!("{person}>{number}")
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let query = &req.query;
    let day = |message: &Message| iso8601(message.sent.unwrap_or(message.created))[..10].to_owned();
    let found: Vec<Value> = ctx
        .state
        .messages
        .iter()
        .rev()
        .filter(|message| message.account == *account)
        .filter(|message| query.given("To").is_none_or(|to| message.to == to))
        .filter(|message| query.given("From").is_none_or(|from| message.from == from))
        .filter(|message| {
            query
                .given("DateSent")
                .is_none_or(|wanted| day(message) == wanted[..10.min(wanted.len())])
        })
        .filter(|message| {
            query
                .given("DateSent>")
                .is_none_or(|from| day(message).as_str() >= &from[..10.min(from.len())])
        })
        .filter(|message| {
            query
                .given("DateSent<")
                .is_none_or(|to| day(message).as_str() <= &to[..10.min(to.len())])
        })
        .map(Message::json)
        .collect();
    Ok(paging::classic(req, "messages", &found))
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
    if ctx.state.messages[at].step_due.is_some() {
        return Err(Refusal::new(
            400,
            20009,
            "Cannot delete this resource before it is complete",
        ));
    }
    ctx.state.messages.remove(at);
    Ok(Answer::empty(204))
}

pub fn typing(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    let id = req.form().get("messageId").unwrap_or_default().to_owned();
    let known = ctx
        .state
        .messages
        .iter()
        .any(|message| message.sid == id && message.account == account);
    if known {
        Ok(Answer::json(200, &json!({"success": true})))
    } else {
        Err(Refusal::missing(req))
    }
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
    fn take_status(&mut self, status: &str, now: Millis) {
        const RANK: [&str; 6] = ["queued", "sent", "delivered", "read", "undelivered", "failed"];
        let rank = |status: &str| RANK.iter().position(|name| *name == status);
        if rank(status) > rank(&self.status) {
            status.clone_into(&mut self.status);
        }
        self.updated = now;
        self.sent.get_or_insert(now);
        if self.status == "delivered" {
            self.price = Some("-0.00500".into());
        }
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
            "from": self.from,
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
