//! Webhooks on their way: Twilio's forms and Meta's JSON, with the retries each is known for.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::Millis;
use crate::http::Params;
use crate::rules::{Outcome, Place};
use crate::state::{Ctx, Event, State};
use crate::twilio::messages::bare;
use crate::world::World;

/// One webhook and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub id: u64,
    pub url: String,
    pub from: From,
    pub made_at: Millis,
    /// The status of every answer so far; 0 when there was none.
    pub answers: Vec<u16>,
    pub is_done: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum From {
    /// A signed form; `fallback` is tried when the address cannot be reached.
    Twilio {
        account: String,
        form: Vec<(String, String)>,
        fallback: Option<String>,
        token: String,
        with_port: bool,
    },
    /// Signed JSON.
    Meta { body: String },
}

/// Webhooks that are remembered after they are done.
const MOST_REMEMBERED: usize = 10_000;

/// Meta tries again for up to seven days.
const META_BACKOFF: [u64; 9] = [60, 300, 1800, 7200, 21_600, 43_200, 86_400, 172_800, 259_200];

/// Queues a form for a Twilio customer's webhook.
pub fn to_twilio_user(
    ctx: &mut Ctx<'_>,
    account: &str,
    url: &str,
    fallback: Option<&str>,
    form: Vec<(String, String)>,
    at: Millis,
) {
    let sides = sides(&form);
    let place = Place {
        account: Some(account),
        number: sides.0.as_deref(),
        person: sides.1.as_deref(),
        ..Place::default()
    };
    if ctx.state.rules.is(place, &Outcome::WebhookLost) {
        return;
    }
    let late = ctx
        .state
        .rules
        .take(place, |outcome| *outcome == Outcome::WebhookLate);
    let late = late.map_or(0, |rule| {
        let wait = Duration::from_secs(rule.seconds.unwrap_or(60));
        ctx.clock().shortened(wait)
    });
    let twice = ctx.state.rules.is(place, &Outcome::WebhookTwice);
    let with_port = ctx.state.rules.is(place, &Outcome::SignedWithPort);
    let token = ctx.state.chance.hex32();
    for _ in 0..=u8::from(twice) {
        let from = From::Twilio {
            account: account.to_owned(),
            form: form.clone(),
            fallback: fallback.filter(|url| !url.is_empty()).map(str::to_owned),
            token: token.clone(),
            with_port,
        };
        push(ctx, url, from, at + late);
    }
}

/// The business's number and the person, of a message or a status.
fn sides(form: &[(String, String)]) -> (Option<String>, Option<String>) {
    let of = |name: &str| twilio::form::value(form, name).map(|text| bare(text).to_owned());
    if twilio::form::value(form, "MessageStatus").is_some() {
        (of("From"), of("To"))
    } else {
        (of("To"), of("From"))
    }
}

/// Queues a notification for the ISV's Meta app; nothing happens while it has no webhook.
pub fn to_meta_app(ctx: &mut Ctx<'_>, body: &serde_json::Value, at: Millis) -> Option<u64> {
    let url = ctx.state.meta_webhook.clone()?;
    Some(push(
        ctx,
        url.as_str(),
        From::Meta {
            body: body.to_string(),
        },
        at,
    ))
}

fn push(ctx: &mut Ctx<'_>, url: &str, from: From, at: Millis) -> u64 {
    let id = ctx.state.deliveries.last().map_or(1, |last| last.id + 1);
    let made_at = ctx.now;
    if ctx.state.deliveries.len() >= MOST_REMEMBERED {
        let old = ctx.state.deliveries.len() - MOST_REMEMBERED / 2;
        let mut at = 0;
        ctx.state.deliveries.retain(|delivery| {
            at += 1;
            at > old || !delivery.is_done
        });
    }
    ctx.state.deliveries.push(Delivery {
        id,
        url: url.to_owned(),
        from,
        made_at,
        answers: Vec::new(),
        is_done: false,
    });
    ctx.state.later(at, Event::Deliver(id));
    id
}

/// One attempt; plans the next where there is one.
pub async fn attempt(world: &Arc<World>, id: u64) {
    let Some(delivery) = world.look(|state| position(state, id).map(|at| state.deliveries[at].clone()))
    else {
        return;
    };
    match &delivery.from {
        From::Meta { body } => {
            let status = post_json(world, &delivery.url, body).await;
            let again = META_BACKOFF.get(delivery.answers.len()).filter(|_| status != 200);
            let delay = again.map(|seconds| world.clock.shortened(Duration::from_secs(*seconds)));
            record(world, id, status, delay);
        }
        From::Twilio {
            account,
            form,
            fallback,
            token,
            with_port,
        } => {
            let overrides = Overrides::of(&delivery.url);
            let tries = delivery.answers.len();
            let is_last = tries >= overrides.retries;
            let form = Params(form.clone());
            let sent = Form {
                account,
                params: &form,
                token,
                with_port: *with_port,
            };
            let reply = post_form(world, &delivery.url, &sent, overrides.read_timeout).await;
            let status = reply.as_ref().map_or(0, |reply| reply.status);
            let again = overrides.wants_retry(&reply) && !is_last;
            record(
                world,
                id,
                status,
                again.then(|| world.clock.courtesy(Duration::from_secs(1))),
            );
            let failed = !again && !(200..300).contains(&status);
            if let (true, Some(url)) = (failed, fallback) {
                let status = post_form(world, url, &sent, overrides.read_timeout)
                    .await
                    .map_or(0, |reply| reply.status);
                record(world, id, status, None);
            }
        }
    }
}

/// Where a message of somebody's goes, if that is what is to be sent: those are first tried in the order in which they
/// were written. Statuses are not, at Twilio either.
pub fn line_of(state: &State, event: &Event) -> Option<String> {
    let Event::Deliver(id) = event else {
        return None;
    };
    let delivery = &state.deliveries[position(state, *id)?];
    match &delivery.from {
        From::Twilio { form, .. } if twilio::form::value(form, "SmsStatus") == Some("received") => {
            Some(delivery.url.clone())
        }
        _ => None,
    }
}

/// Ids only grow.
fn position(state: &State, id: u64) -> Option<usize> {
    state.deliveries.binary_search_by_key(&id, |one| one.id).ok()
}

fn record(world: &World, id: u64, status: u16, again: Option<Millis>) {
    world.with(|ctx| {
        if let Some(at) = position(ctx.state, id) {
            let delivery = &mut ctx.state.deliveries[at];
            delivery.answers.push(status);
            delivery.is_done = again.is_none();
        }
        if let Some(delay) = again {
            ctx.state.later(ctx.now + delay, Event::Deliver(id));
        }
    });
}

async fn post_json(world: &World, url: &str, body: &str) -> u16 {
    let signature = meta::signature::sign(world.config.app_secret.as_bytes(), body.as_bytes());
    let sent = world
        .http
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", "facebookexternalua")
        .header("x-hub-signature-256", signature)
        .body(body.to_owned())
        .send()
        .await;
    sent.map_or(0, |reply| reply.status().as_u16())
}

/// A form and whose it is.
pub struct Form<'a> {
    pub account: &'a str,
    pub params: &'a Params,
    /// The same for every attempt of one event.
    pub token: &'a str,
    pub with_port: bool,
}

pub struct Reply {
    pub status: u16,
    pub body: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    Connect,
    Read,
}

/// Posts a form signed with the account's own token, as Twilio does.
pub async fn post_form(
    world: &World,
    url: &str,
    sent: &Form<'_>,
    timeout: Duration,
) -> Result<Reply, Silence> {
    let token = world.look(|state| {
        state
            .account(sent.account)
            .map(|account| account.auth_token.clone())
    });
    let bare = url.split('#').next().unwrap_or_default();
    let signed = if sent.with_port {
        with_port(bare)
    } else {
        bare.to_owned()
    };
    let signature = twilio::signature::sign(&token.unwrap_or_default(), &signed, &sent.params.0);
    let reply = world
        .http
        .post(bare)
        .timeout(timeout)
        .header("user-agent", "TwilioProxy/1.1")
        .header("x-twilio-signature", signature)
        .header("i-twilio-idempotency-token", sent.token)
        .form(&sent.params.0)
        .send()
        .await;
    match reply {
        Ok(reply) => {
            let status = reply.status().as_u16();
            Ok(Reply {
                status,
                body: reply.text().await.unwrap_or_default(),
            })
        }
        Err(error) if error.is_connect() => Err(Silence::Connect),
        Err(_) => Err(Silence::Read),
    }
}

/// Twilio is not consistent: sometimes the default port is part of what it signs.
fn with_port(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    match (parsed.port(), parsed.port_or_known_default(), parsed.host_str()) {
        (None, Some(port), Some(host)) => url.replacen(host, &format!("{host}:{port}"), 1),
        _ => url.to_owned(),
    }
}

/// Connection overrides in the fragment of a webhook's address, such as `#rc=2&rp=5xx,ct`.
struct Overrides {
    retries: usize,
    policy: Vec<String>,
    read_timeout: Duration,
}

impl Overrides {
    fn of(url: &str) -> Self {
        let given = Params::parse(
            url.split_once('#')
                .map_or("", |(_, fragment)| fragment)
                .as_bytes(),
        );
        Self {
            retries: given.number("rc").unwrap_or(1).min(5),
            policy: given
                .given("rp")
                .unwrap_or("ct")
                .split(',')
                .map(str::to_owned)
                .collect(),
            read_timeout: Duration::from_millis(
                given.number("rt").unwrap_or(15_000).clamp(100, 15_000) as u64
            ),
        }
    }

    fn wants_retry(&self, reply: &Result<Reply, Silence>) -> bool {
        let reason = match reply {
            Err(Silence::Connect) => "ct",
            Err(Silence::Read) => "rt",
            Ok(reply) if reply.status >= 500 => "5xx",
            Ok(reply) if reply.status >= 400 => "4xx",
            Ok(_) => return false,
        };
        self.policy.iter().any(|named| named == reason || named == "all")
    }
}
