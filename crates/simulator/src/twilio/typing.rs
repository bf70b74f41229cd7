//! Typing indicators, which also mark as read.

use serde_json::json;

use crate::clock::Millis;
use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::messages::{bare, window_key};

/// The dots go away after this long by themselves.
const SHOWN: Millis = 25_000;

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_own_account(ctx.state)?.sid.clone();
    let form = req.form();
    if form.given("channel") != Some("whatsapp") {
        return Err(Refusal::new(400, 20001, "Parameter 'channel' must be 'whatsapp'"));
    }
    let id = form.get("messageId").unwrap_or_default();
    let at = ctx.state.messages.iter().rposition(|message| {
        message.sid == id && message.account == account && message.direction == "inbound"
    });
    let Some(at) = at else {
        return Err(Refusal::missing(req));
    };
    let now = ctx.now;
    let (from, to) = (
        ctx.state.messages[at].from.clone(),
        ctx.state.messages[at].to.clone(),
    );
    // WhatsApp ticks everything that came before as well.
    for message in &mut ctx.state.messages[..=at] {
        if message.from == from && message.to == to {
            message.seen.get_or_insert(now);
        }
    }
    let key = window_key(bare(&from), bare(&to));
    ctx.state.typing.insert(key, now + SHOWN);
    Ok(Answer::json(200, &json!({"success": true})))
}
