//! Templates: made, changed, listed and deleted per account. `approvals` plays Meta, `render` makes
//! messages of them.

pub mod approvals;
mod check;
pub mod judge;
pub mod render;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::{Millis, iso8601};
use crate::config::SimulatedUrls;
use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::content::approvals::Approval;
use crate::twilio::content::check::Wanted;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;

/// A template and what Meta thinks of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Template {
    pub sid: String,
    pub account: String,
    pub friendly_name: String,
    pub language: String,
    /// The sample values.
    pub variables: Map<String, Value>,
    pub types: Map<String, Value>,
    pub created: Millis,
    pub updated: Millis,
    /// `None` until it is submitted.
    pub approval: Option<Approval>,
}

impl Template {
    /// The name it was submitted with, or the friendly one before that.
    pub fn name(&self) -> &str {
        self.approval
            .as_ref()
            .map_or(&self.friendly_name, |approval| &approval.name)
    }

    /// `unsubmitted`, `received`, `pending`, `approved`, `rejected`, `paused` or `disabled`.
    pub fn status(&self) -> &str {
        self.approval
            .as_ref()
            .map_or("unsubmitted", |approval| &approval.status)
    }

    /// Meta's, empty before it is submitted.
    pub fn category(&self) -> &str {
        self.approval.as_ref().map_or("", |approval| &approval.category)
    }

    fn json(&self, urls: &SimulatedUrls) -> Value {
        let mut body = self.plain();
        let url = format!(
            "{}/v1/Content/{}",
            urls.content.as_str().trim_end_matches('/'),
            self.sid
        );
        body["links"] = json!({
            "approval_create": format!("{url}/ApprovalRequests/whatsapp"),
            "approval_fetch": format!("{url}/ApprovalRequests"),
        });
        body["url"] = url.into();
        body
    }

    /// What both lists show.
    fn plain(&self) -> Value {
        json!({
            "account_sid": self.account,
            "date_created": iso8601(self.created),
            "date_updated": iso8601(self.updated),
            "friendly_name": self.friendly_name,
            "language": self.language,
            "sid": self.sid,
            "types": self.types,
            "variables": self.variables,
        })
    }

    fn approval_json(&self) -> Value {
        self.approval.as_ref().map_or_else(Approval::none, Approval::json)
    }
}

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    let wanted = Wanted::read(req, true)?;
    let template = Template {
        sid: ctx.state.chance.sid("HX"),
        account,
        friendly_name: wanted.friendly_name.unwrap_or_default(),
        language: wanted.language.unwrap_or_default(),
        variables: wanted.variables.unwrap_or_default(),
        types: wanted.types,
        created: ctx.now,
        updated: ctx.now,
        approval: None,
    };
    let answer = Answer::json(201, &template.json(&ctx.world.urls));
    ctx.state.templates.push(template);
    Ok(answer)
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    Ok(Answer::json(200, &ctx.state.templates[at].json(&ctx.world.urls)))
}

/// What was submitted stays as it is.
pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    if ctx.state.templates[at].approval.is_some() {
        return Err(approvals::submitted());
    }
    let wanted = Wanted::read(req, false)?;
    let now = ctx.now;
    let template = &mut ctx.state.templates[at];
    template.types = wanted.types;
    template.updated = now;
    if let Some(name) = wanted.friendly_name {
        template.friendly_name = name;
    }
    if let Some(language) = wanted.language {
        template.language = language;
    }
    if let Some(variables) = wanted.variables {
        template.variables = variables;
    }
    Ok(Answer::json(200, &ctx.state.templates[at].json(&ctx.world.urls)))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let template = ctx.state.templates.remove(at);
    approvals::block_name(ctx, &template);
    Ok(Answer::empty(204))
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    let urls = &ctx.world.urls;
    let found: Vec<Value> = own(ctx, &account).map(|template| template.json(urls)).collect();
    Ok(paging::modern(&urls.content, req, "contents", &found, 50))
}

/// The same with Meta's word on each, without addresses.
pub fn list_with_approvals(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    for at in 0..ctx.state.templates.len() {
        if ctx.state.templates[at].account == account {
            approvals::asked(ctx, at);
        }
    }
    let found: Vec<Value> = own(ctx, &account)
        .map(|template| {
            let mut body = template.plain();
            body["approval_requests"] = template.approval_json();
            body
        })
        .collect();
    Ok(paging::modern(
        &ctx.world.urls.content,
        req,
        "contents",
        &found,
        50,
    ))
}

/// Asks Meta.
pub fn submit(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    approvals::submit(ctx, at, req)?;
    let mut body = ctx.state.templates[at].approval_json();
    if let Some(body) = body.as_object_mut() {
        body.remove("type");
    }
    Ok(Answer::json(201, &body))
}

pub fn fetch_approval(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    approvals::asked(ctx, at);
    let template = &ctx.state.templates[at];
    let base = ctx.world.urls.content.as_str().trim_end_matches('/');
    Ok(Answer::json(
        200,
        &json!({
            "account_sid": template.account,
            "sid": template.sid,
            "url": format!("{base}/v1/Content/{}/ApprovalRequests", template.sid),
            "whatsapp": template.approval_json(),
        }),
    ))
}

fn own<'a>(ctx: &'a Ctx<'_>, account: &'a str) -> impl Iterator<Item = &'a Template> {
    let all = ctx.state.templates.iter().rev();
    all.filter(move |template| template.account == account)
}

fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let account = &caller.active_own_account(ctx.state)?.sid;
    let found = ctx
        .state
        .templates
        .iter()
        .position(|template| template.sid == req.part(2) && template.account == *account);
    found.ok_or_else(|| Refusal::missing(req))
}
