//! Attachments: listed and fetched with credentials, their bytes at an address that nobody can guess.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, rfc2822};
use crate::http::{Answer, Req};
use crate::inbound::Attachment;
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::paging;
use crate::world::World;

/// WhatsApp takes files up to this size.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

/// An attachment; its bytes are in `World::files`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    pub sid: String,
    pub account: String,
    /// The SID of its message; empty for a picture of an advertisement.
    pub message: String,
    pub content_type: String,
    pub created: Millis,
    /// Where the storage has it: whoever knows this needs no credentials.
    pub token: String,
}

/// Keeps a file as an attachment of a message.
pub fn keep(ctx: &mut Ctx<'_>, account: &str, message: &str, file: &Attachment) -> Media {
    let chance = &mut ctx.state.chance;
    let media = Media {
        sid: chance.sid("ME"),
        account: account.to_owned(),
        message: message.to_owned(),
        content_type: file.content_type.clone(),
        created: ctx.now,
        token: format!("{}{}", chance.hex32(), chance.hex32()),
    };
    ctx.world.files.put(&media.sid, &file.bytes);
    ctx.state.media.push(media.clone());
    media
}

/// The protected address, as webhooks name it.
pub fn address(ctx: &Ctx<'_>, media: &Media) -> String {
    let api = ctx.world.urls.api.as_str().trim_end_matches('/');
    let (account, message, sid) = (&media.account, &media.message, &media.sid);
    format!("{api}/2010-04-01/Accounts/{account}/Messages/{message}/Media/{sid}")
}

/// The address without protection that the other one redirects to.
pub fn storage_url(ctx: &Ctx<'_>, media: &Media) -> String {
    format!("{}storage/{}", ctx.world.base, media.token)
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let message = of_message(ctx, caller, req)?;
    let found: Vec<Value> = ctx
        .state
        .media
        .iter()
        .filter(|media| media.message == message)
        .map(Media::json)
        .collect();
    Ok(paging::classic(req, "media_list", &found))
}

/// With `.json` the description, without it the way to the bytes.
pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let media = &ctx.state.media[at];
    if req.path.strip_suffix(".json").is_some() {
        return Ok(Answer::json(200, &media.json()));
    }
    let to = storage_url(ctx, media);
    Ok(Answer::empty(307).with("location", to))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let media = ctx.state.media.remove(at);
    ctx.world.files.remove(&media.sid);
    if let Some(message) = ctx.state.messages.iter_mut().find(|one| one.sid == media.message) {
        message.num_media = message.num_media.saturating_sub(1);
    }
    Ok(Answer::empty(204))
}

/// Forgets the attachments of a message that is deleted.
pub fn forget(ctx: &mut Ctx<'_>, message: &str) {
    let files = &ctx.world.files;
    ctx.state.media.retain(|media| {
        let stays = media.message != message;
        if !stays {
            files.remove(&media.sid);
        }
        stays
    });
}

/// Fetches a file that a business wants to send. The error is the code it is reported with.
pub async fn download(world: &World, url: &str) -> Result<Attachment, u32> {
    const FAILED: u32 = 63019;
    const TOO_LARGE: u32 = 63034;
    let mut reply = world.http.get(url).send().await.map_err(|_| FAILED)?;
    if !reply.status().is_success() {
        return Err(FAILED);
    }
    let content_type = reply
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or("application/octet-stream").to_owned();
    let mut bytes = Vec::new();
    while let Some(chunk) = reply.chunk().await.map_err(|_| FAILED)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST_BYTES {
            return Err(TOO_LARGE);
        }
    }
    Ok(Attachment { content_type, bytes })
}

/// What the storage answers: the bytes to whoever knows the address.
pub fn storage(world: &World, req: &Req, token: &str) -> Answer {
    let found = world.look(|state| state.media.iter().find(|media| media.token == token).cloned());
    let bytes = found
        .as_ref()
        .filter(|_| req.method == "GET")
        .and_then(|media| world.files.get(&media.sid));
    match (found, bytes) {
        (Some(media), Some(bytes)) => Answer::text(200, &media.content_type, bytes)
            .with("x-content-type-options", "nosniff")
            .with("content-security-policy", "default-src 'none'; sandbox"),
        _ => Answer::text(404, "text/plain", "not found"),
    }
}

/// The message in the path, if it is there and the caller may see it.
fn of_message(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<String, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let sid = req.part(4);
    let known = ctx
        .state
        .messages
        .iter()
        .any(|message| message.sid == sid && message.account == *account);
    if known {
        Ok(sid.to_owned())
    } else {
        Err(Refusal::missing(req))
    }
}

fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let message = of_message(ctx, caller, req)?;
    let found = ctx
        .state
        .media
        .iter()
        .position(|media| media.sid == req.part(6) && media.message == message);
    found.ok_or_else(|| Refusal::missing(req))
}

impl Media {
    fn json(&self) -> Value {
        json!({
            "account_sid": self.account,
            "content_type": self.content_type,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.created),
            "parent_sid": self.message,
            "sid": self.sid,
            "uri": format!(
                "/2010-04-01/Accounts/{}/Messages/{}/Media/{}.json", self.account, self.message, self.sid
            ),
        })
    }
}
