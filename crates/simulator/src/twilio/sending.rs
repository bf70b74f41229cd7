//! `POST …/Messages.json`: what is looked at before a message is taken.

use serde_json::Value;

use crate::http::{Answer, Params, Req};
use crate::inbound::{Location, is_user_id};
use crate::rules::{Outcome, Place};
use crate::state::{Ctx, Event};
use crate::twilio::auth::Caller;
use crate::twilio::content::{Template, render};
use crate::twilio::errors::Refusal;
use crate::twilio::messages::{Message, bare, window_key};
use crate::twilio::numbers::is_e164;
use crate::twilio::ticks;

/// Everything about a message that its form says.
struct Wanted {
    to: String,
    from: String,
    service: Option<String>,
    body: String,
    media: Vec<String>,
    location: Option<Location>,
    template: Option<Template>,
    variables: Option<Value>,
    callback: Option<String>,
}

pub fn create(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let mut wanted = read(ctx, &account, &req.form())?;
    scripted(ctx, &account, &wanted)?;
    let own_callback = sender(ctx, &account, &mut wanted)?;
    let key = window_key(bare(&wanted.to), bare(&wanted.from));
    if ctx.state.opted_out.contains(&key) {
        return Err(Refusal::new(
            400,
            21610,
            "Attempt to send to unsubscribed recipient",
        ));
    }
    let mut trouble = None;
    let mut message = Message {
        account,
        direction: "outbound-api".into(),
        status: if wanted.service.is_some() {
            "accepted"
        } else {
            "queued"
        }
        .into(),
        created: ctx.now,
        updated: ctx.now,
        to: wanted.to,
        from: wanted.from,
        body: wanted.body,
        messaging_service_sid: wanted.service,
        callback: wanted.callback.or(own_callback),
        location: wanted.location,
        ..Message::default()
    };
    let mut files = wanted.media;
    if let Some(template) = &wanted.template {
        let made = render::render(template, wanted.variables.as_ref());
        trouble = made.trouble.or((!files.is_empty()).then_some(63030));
        message.body = made.body;
        files = made.media;
        message.location = made.location;
        message.content = Some(made.shown);
    } else if files.len() > 1 {
        // WhatsApp takes one.
        trouble = Some(63021);
    }
    message.num_media = files.len();
    message.sid = ctx.state.chance.sid(if files.is_empty() { "SM" } else { "MM" });
    ticks::plan(ctx, &mut message, wanted.template.as_ref(), trouble);
    if files.is_empty() {
        ticks::start(ctx, &mut message);
    } else {
        message.fetching = true;
        let fetch = Event::Fetch {
            message: message.sid.clone(),
            urls: files,
        };
        ctx.state.later(ctx.now, fetch);
    }
    let answer = Answer::json(201, &message.json());
    ctx.state.messages.push(message);
    Ok(answer)
}

fn read(ctx: &Ctx<'_>, account: &str, form: &Params) -> Result<Wanted, Refusal> {
    let bad = |code, text: String| Refusal::new(400, code, text);
    let to = form
        .given("To")
        .ok_or_else(|| bad(21604, "A 'To' phone number is required.".into()))?;
    let is_hidden = to.strip_prefix("whatsapp:").is_some_and(is_user_id);
    if !is_hidden && !is_e164(bare(to)) {
        return Err(bad(21211, format!("Invalid 'To' Phone Number: {to}")));
    }
    let service = form.given("MessagingServiceSid").map(str::to_owned);
    let from = form.given("From").map(str::to_owned);
    if from.is_none() && service.is_none() {
        return Err(bad(21603, "A 'From' phone number is required.".into()));
    }
    if from.as_deref() == Some(to) {
        return Err(bad(63031, "From and To are the same".into()));
    }
    let (template, variables) = content(ctx, account, form)?;
    let body = form.get("Body").unwrap_or_default();
    let all = |name: &str| -> Vec<String> {
        let values = form
            .0
            .iter()
            .filter(|(key, value)| key == name && !value.is_empty());
        values.map(|(_, value)| value.clone()).collect()
    };
    let media = all("MediaUrl");
    let action = all("PersistentAction").into_iter().next();
    if body.is_empty() && template.is_none() && media.is_empty() && action.is_none() {
        return Err(bad(21602, "Message body is required.".into()));
    }
    if body.chars().count() > 1600 {
        let text = "The concatenated message body exceeds the 1600 character limit";
        return Err(bad(21617, text.into()));
    }
    if media.len() > 10 {
        return Err(bad(21623, "Number of media files exceeds allowed limit".into()));
    }
    let callback = form.given("StatusCallback").map(str::to_owned);
    if callback.as_ref().is_some_and(|url| !url.starts_with("http")) {
        return Err(bad(21609, "The 'StatusCallback' URL is not valid.".into()));
    }
    let location = action.map(|text| place(&text, body).ok_or_else(|| bad(63011, format!("Invalid {text}"))));
    Ok(Wanted {
        to: to.to_owned(),
        from: from.unwrap_or_default(),
        service,
        body: body.to_owned(),
        media,
        location: location.transpose()?,
        template,
        variables,
        callback,
    })
}

/// The template and its values, as far as Twilio looks at them at once.
fn content(
    ctx: &Ctx<'_>,
    account: &str,
    form: &Params,
) -> Result<(Option<Template>, Option<Value>), Refusal> {
    let bad = |code, text: &str| Refusal::new(400, code, text);
    let given = form.given("ContentVariables");
    let Some(sid) = form.given("ContentSid") else {
        return match given {
            Some(_) => Err(bad(
                21654,
                "ContentSid is required when ContentVariables are given",
            )),
            None => Ok((None, None)),
        };
    };
    let found = ctx
        .state
        .templates
        .iter()
        .find(|template| template.sid == sid && template.account == account);
    let template = found.ok_or_else(|| bad(21655, "The ContentSid parameter is invalid"))?;
    let variables = given
        .map(|text| serde_json::from_str::<Value>(text).ok().filter(Value::is_object))
        .map(|read| read.ok_or_else(|| bad(21656, "The ContentVariables parameter is invalid")))
        .transpose()?;
    Ok((Some(template.clone()), variables))
}

/// `geo:52.37,4.89|Keizersgracht 1`; the body is the place's name.
fn place(text: &str, body: &str) -> Option<Location> {
    let rest = text.strip_prefix("geo:")?;
    let (point, address) = rest.split_once('|').unwrap_or((rest, ""));
    let (latitude, longitude) = point.split_once(',')?;
    Some(Location {
        latitude: latitude
            .trim()
            .parse()
            .ok()
            .filter(|value: &f64| value.abs() <= 90.0)?,
        longitude: longitude
            .trim()
            .parse()
            .ok()
            .filter(|value: &f64| value.abs() <= 180.0)?,
        label: body.to_owned(),
        address: address.to_owned(),
    })
}

/// A refusal that was scripted for this very call.
fn scripted(ctx: &mut Ctx<'_>, account: &str, wanted: &Wanted) -> Result<(), Refusal> {
    let place = Place {
        number: Some(bare(&wanted.from)),
        account: Some(account),
        person: Some(bare(&wanted.to)),
        template: wanted.template.as_ref().map(Template::name),
        call: Some("messages.create"),
    };
    let rule = ctx
        .state
        .rules
        .take_for_call(place, |outcome| matches!(outcome, Outcome::Refused(_)));
    match rule.map(|rule| rule.outcome) {
        Some(Outcome::Refused(code)) => {
            let text = twilio::look_up(code).map_or("The message was refused", |known| known.meaning);
            Err(Refusal::new(400, code, text))
        }
        _ => Ok(()),
    }
}

/// Finds who sends, and where that sender wants to hear of statuses.
fn sender(ctx: &Ctx<'_>, account: &str, wanted: &mut Wanted) -> Result<Option<String>, Refusal> {
    let number = bare(&wanted.from);
    if wanted.from.is_empty() || wanted.from.starts_with("whatsapp:") {
        // A service picks from its senders; here those of the account are its senders.
        let sender = ctx.state.senders.iter().find(|sender| {
            sender.account == account
                && sender.is_online()
                && (wanted.from.is_empty() || sender.number == number)
        });
        let sender = sender.ok_or_else(|| {
            let text = "Twilio could not find a Channel with the specified From address";
            Refusal::new(400, 63007, text)
        })?;
        wanted.from = sender.sender_id();
        let own = sender.hook("status_callback_url");
        return Ok((!own.is_empty()).then(|| own.to_owned()));
    }
    let owned = ctx.state.owned_number(&wanted.from);
    if owned.is_none_or(|number| number.account != account || !number.sms) {
        let text = format!(
            "The 'From' phone number {} is not a valid, SMS-capable number",
            wanted.from
        );
        return Err(Refusal::new(400, 21606, text));
    }
    Ok(None)
}
