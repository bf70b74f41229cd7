//! The corner of Twilio that answers, and has nothing: no number here asks for papers.

use serde_json::Value;

use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    caller.active_own_account(ctx.state)?;
    let none: [Value; 0] = [];
    let base = &ctx.world.urls.numbers;
    Ok(paging::modern(base, req, "results", &none, 50))
}
