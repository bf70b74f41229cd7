//! A corner of the Graph API: exchanging the code, and reading an app, a WABA and its numbers.

use serde_json::{Value, json};

use crate::clock::Millis;
use crate::http::{Answer, Params, Req};
use crate::state::{Ctx, State};
use crate::world::World;

struct GraphError {
    status: u16,
    code: u32,
    subcode: Option<u32>,
    message: String,
}

impl GraphError {
    fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            subcode: None,
            message: message.into(),
        }
    }

    fn into_answer(self) -> Answer {
        let mut error = json!({
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "AsimulatedTraceIdentifie",
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        Answer::json(self.status, &json!({"error": error}))
    }
}

pub fn answer(world: &World, req: &Req) -> Answer {
    world
        .with(|ctx| route(ctx, req))
        .unwrap_or_else(GraphError::into_answer)
}

fn route(ctx: &mut Ctx<'_>, req: &Req) -> Result<Answer, GraphError> {
    // The version is optional at Meta, too.
    let parts: Vec<&str> = req
        .parts
        .iter()
        .map(String::as_str)
        .filter(|part| !is_version(part))
        .collect();
    match (req.method.as_str(), parts.as_slice()) {
        (_, ["oauth", "access_token"]) => exchange(ctx, req),
        ("GET", [id]) => object(ctx, req, id),
        ("GET", [id, "phone_numbers"]) => phone_numbers(ctx, req, id),
        ("GET", [id, "subscriptions"]) if *id == ctx.config().app_id => subscriptions(ctx, req),
        ("POST", [id, "subscribed_apps"]) => {
            readable_waba(ctx, req, id)?;
            Ok(Answer::json(200, &json!({"success": true})))
        }
        _ => Err(GraphError::new(
            400,
            100,
            format!("Unsupported {} request", req.method.to_lowercase()),
        )),
    }
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|rest| rest.contains('.') && rest.replace('.', "").parse::<u32>().is_ok())
}

fn exchange(ctx: &mut Ctx<'_>, req: &Req) -> Result<Answer, GraphError> {
    let form = if req.method == "POST" && !req.body.is_empty() {
        form_or_json(req)
    } else {
        req.query.clone()
    };
    let config = ctx.config();
    if form.get("client_id") != Some(&config.app_id) {
        return Err(GraphError::new(
            400,
            101,
            "Error validating application. Cannot get application info due to a system error.",
        ));
    }
    if form.get("client_secret") != Some(&config.app_secret) {
        return Err(GraphError::new(400, 1, "Error validating client secret."));
    }
    if form.get("grant_type") == Some("client_credentials") {
        let token = app_token(ctx);
        return Ok(Answer::json(
            200,
            &json!({"access_token": token, "token_type": "bearer"}),
        ));
    }
    let token = format!("EAA{}{}", ctx.state.chance.hex32(), ctx.state.chance.hex32());
    let now = ctx.now;
    let code = ctx
        .state
        .codes
        .iter_mut()
        .find(|code| Some(code.text.as_str()) == form.get("code"));
    match code {
        Some(code) if code.is_fresh(now) => {
            code.is_used = true;
            code.token = Some(token.clone());
            let lives = 60 * 24 * 3600;
            Ok(Answer::json(
                200,
                &json!({"access_token": token, "token_type": "bearer", "expires_in": lives}),
            ))
        }
        Some(code) => Err(GraphError {
            status: 400,
            code: 100,
            subcode: Some(if code.is_used { 36009 } else { 36007 }),
            message: if code.is_used {
                "This authorization code has been used.".into()
            } else {
                "This authorization code has expired.".into()
            },
        }),
        None => Err(GraphError {
            subcode: Some(36008),
            ..GraphError::new(400, 100, "Invalid verification code format.")
        }),
    }
}

fn form_or_json(req: &Req) -> Params {
    match req.json() {
        Some(Value::Object(map)) => Params(
            map.into_iter()
                .filter_map(|(key, value)| Some((key, value.as_str()?.to_owned())))
                .collect(),
        ),
        _ => req.form(),
    }
}

fn app_token(ctx: &Ctx<'_>) -> String {
    format!("{}|{}", ctx.config().app_id, ctx.config().app_secret)
}

fn token(req: &Req) -> Option<String> {
    req.bearer
        .clone()
        .or_else(|| req.query.given("access_token").map(str::to_owned))
}

fn needs_token(ctx: &Ctx<'_>, req: &Req) -> Result<String, GraphError> {
    let given = token(req)
        .ok_or_else(|| GraphError::new(400, 104, "An access token is required to request this resource."))?;
    let known = given == app_token(ctx)
        || ctx
            .state
            .codes
            .iter()
            .any(|code| code.token.as_ref() == Some(&given));
    if known {
        Ok(given)
    } else {
        Err(GraphError::new(
            401,
            190,
            "Invalid OAuth access token - Cannot parse access token",
        ))
    }
}

/// An app, the partner solution, a WABA or a phone number, by its id.
fn object(ctx: &Ctx<'_>, req: &Req, id: &str) -> Result<Answer, GraphError> {
    let config = ctx.config();
    if id == config.app_id || id == "app" {
        needs_token(ctx, req)?;
        return Ok(Answer::json(
            200,
            &json!({
                "id": config.app_id,
                "name": "Forecourt",
                "link": "https://www.facebook.com/games/?app_id=0",
                "category": "Business and pages",
                "privacy_policy_url": "https://forecourt.example/privacy",
                "migrations": {},
            }),
        ));
    }
    if id == config.solution_id {
        needs_token(ctx, req)?;
        return Ok(Answer::json(
            200,
            &json!({
                "id": config.solution_id,
                "name": "Twilio Partner Solution",
                "status": "ACTIVE",
                "owner_app": {"id": "1166414785519855", "name": "Twilio"},
            }),
        ));
    }
    if let Some(number) = ctx.state.meta_numbers.iter().find(|number| number.id == id) {
        readable_waba(ctx, req, &number.waba_id)?;
        return Ok(Answer::json(200, &number_json(ctx.state, number)));
    }
    let waba = readable_waba(ctx, req, id)?;
    Ok(Answer::json(
        200,
        &json!({
            "id": waba.id,
            "name": waba.name,
            "currency": "EUR",
            "timezone_id": "1",
            "message_template_namespace": "5cf9bb4d_1c3e_4f26_9a87_simulated0000",
            "account_review_status": "APPROVED",
            "ownership_type": "CLIENT_OWNED",
            "owner_business_info": {"id": waba.portfolio_id},
        }),
    ))
}

fn phone_numbers(ctx: &Ctx<'_>, req: &Req, id: &str) -> Result<Answer, GraphError> {
    let waba = readable_waba(ctx, req, id)?;
    let numbers = ctx
        .state
        .meta_numbers
        .iter()
        .filter(|number| number.waba_id == waba.id);
    let data: Vec<Value> = numbers.map(|number| number_json(ctx.state, number)).collect();
    Ok(Answer::json(
        200,
        &json!({"data": data, "paging": {"cursors": {"before": "QVFI", "after": "QVFI"}}}),
    ))
}

fn number_json(state: &State, number: &crate::meta::assets::MetaNumber) -> Value {
    let is_online = state
        .senders
        .iter()
        .any(|sender| sender.number == number.number && sender.is_online());
    json!({
        "id": number.id,
        "display_phone_number": number.number,
        "verified_name": number.name,
        "quality_rating": number.quality,
        "code_verification_status": if number.is_verified { "VERIFIED" } else { "NOT_VERIFIED" },
        "platform_type": if is_online { "CLOUD_API" } else { "NOT_APPLICABLE" },
    })
}

fn subscriptions(ctx: &Ctx<'_>, req: &Req) -> Result<Answer, GraphError> {
    if needs_token(ctx, req)? != app_token(ctx) {
        return Err(GraphError::new(
            400,
            15,
            "This method must be called with an app access_token.",
        ));
    }
    let webhook = ctx.state.meta_webhook.as_ref();
    let data: Vec<Value> = webhook
        .map(|url| {
            json!({
                "object": "whatsapp_business_account",
                "callback_url": url.as_str(),
                "active": true,
                "fields": [{"name": "account_update", "version": "v25.0"}],
            })
        })
        .into_iter()
        .collect();
    Ok(Answer::json(200, &json!({"data": data})))
}

/// A WABA that the token of its own signup may read.
fn readable_waba<'a>(
    ctx: &'a Ctx<'_>,
    req: &Req,
    id: &str,
) -> Result<&'a crate::meta::assets::Waba, GraphError> {
    let token = needs_token(ctx, req)?;
    let known: Option<Millis> = ctx
        .state
        .codes
        .iter()
        .find(|code| code.waba_id == id && code.token.as_ref() == Some(&token))
        .map(|code| code.made_at);
    let missing = || GraphError {
        subcode: Some(33),
        ..GraphError::new(
            400,
            100,
            format!(
                "Unsupported get request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation"
            ),
        )
    };
    known.ok_or_else(missing)?;
    ctx.state
        .waba(id)
        .filter(|waba| !waba.is_deleted)
        .ok_or_else(missing)
}
