//! The corners of Twilio that answer, and have nothing: templates and regulations.

use serde_json::{Value, json};

use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;

/// No templates yet in any account.
pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    caller.active_own_account(ctx.state)?;
    let none: [Value; 0] = [];
    Ok(paging::modern(
        &ctx.world.urls.content,
        req,
        "contents",
        &none,
        50,
    ))
}

/// No number here asks for papers.
pub fn regulations(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    caller.active_own_account(ctx.state)?;
    let answer = paging::modern(&ctx.world.urls.numbers, req, "results", &[json!(null); 0], 50);
    Ok(answer)
}
