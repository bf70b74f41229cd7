//! TwiML applications: a named set of addresses.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, rfc2822};
use crate::http::{Answer, Params, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;

/// A TwiML application, as far as a voice call needs it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Application {
    pub sid: String,
    pub account: String,
    pub friendly_name: String,
    pub voice_url: String,
    pub voice_method: String,
    pub created: Millis,
    pub updated: Millis,
}

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let mut application = Application {
        sid: ctx.state.chance.sid("AP"),
        account,
        voice_method: "POST".into(),
        created: ctx.now,
        ..Application::default()
    };
    application.change(&req.form(), ctx.now);
    let answer = Answer::json(201, &application.json());
    ctx.state.applications.push(application);
    Ok(answer)
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let mine = ctx
        .state
        .applications
        .iter()
        .rev()
        .filter(|application| application.account == *account);
    let found: Vec<Value> = mine
        .filter(|application| {
            req.query
                .given("FriendlyName")
                .is_none_or(|name| application.friendly_name == name)
        })
        .map(Application::json)
        .collect();
    Ok(paging::classic(req, "applications", &found))
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    Ok(Answer::json(200, &ctx.state.applications[at].json()))
}

pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let now = ctx.now;
    let application = &mut ctx.state.applications[at];
    application.change(&req.form(), now);
    Ok(Answer::json(200, &application.json()))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    ctx.state.applications.remove(at);
    Ok(Answer::empty(204))
}

fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let found = ctx
        .state
        .applications
        .iter()
        .position(|app| app.sid == req.part(4) && app.account == *account);
    found.ok_or_else(|| Refusal::missing(req))
}

impl Application {
    fn change(&mut self, form: &Params, now: Millis) {
        let set = |field: &mut String, name: &str| {
            if let Some(value) = form.get(name) {
                value.clone_into(field);
            }
        };
        set(&mut self.friendly_name, "FriendlyName");
        set(&mut self.voice_url, "VoiceUrl");
        set(&mut self.voice_method, "VoiceMethod");
        self.updated = now;
    }

    fn json(&self) -> Value {
        json!({
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "friendly_name": self.friendly_name,
            "message_status_callback": null,
            "public_application_connect_enabled": false,
            "sid": self.sid,
            "sms_fallback_method": "POST",
            "sms_fallback_url": null,
            "sms_method": "POST",
            "sms_status_callback": null,
            "sms_url": null,
            "status_callback": null,
            "status_callback_method": "POST",
            "uri": format!("/2010-04-01/Accounts/{}/Applications/{}.json", self.account, self.sid),
            "voice_caller_id_lookup": false,
            "voice_fallback_method": "POST",
            "voice_fallback_url": null,
            "voice_method": self.voice_method,
            "voice_url": self.voice_url,
        })
    }
}
