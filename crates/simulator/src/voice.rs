//! Meta's call: it rings a Twilio number, speaks six digits, and whoever answers does so in TwiML.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::Millis;
use crate::delivery::{Form, post_form};
use crate::http::Params;
use crate::otp::spoken;
use crate::twiml::{self, Verb};
use crate::world::World;

/// Redirects and record actions that are followed before the call is hung up.
const MOST_HOPS: usize = 6;
const MAX_WAIT: Duration = Duration::from_secs(15);
/// Where Meta calls from here.
const CALLER: &str = "+16504885500";

/// A call and how it went.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Call {
    pub sid: String,
    pub account: String,
    pub to: String,
    pub at: Millis,
    pub code: String,
    /// Every TwiML verb that was carried out, in order.
    pub verbs: Vec<String>,
    /// The number in `<Dial>`; somebody there hears the code.
    pub dialed: Option<String>,
    /// `answered`, or why nobody heard the code.
    pub result: String,
    pub recording_sid: Option<String>,
    pub transcription: Option<String>,
}

/// Rings a number; ends when the call and its callbacks are over.
pub async fn ring(world: &Arc<World>, number: &str, code: &str) {
    let Some((mut call, url)) = world.with(|ctx| {
        let owned = ctx.state.owned_number(number)?.clone();
        // An application named at the registration or on the number wins over the number's own URL.
        let sender = ctx.state.senders.iter().find(|sender| sender.number == number);
        let wanted = sender.and_then(|sender| sender.voice_application_sid.clone());
        let wanted = wanted.unwrap_or_else(|| owned.voice_application_sid.clone());
        let application = ctx.state.applications.iter().find(|app| app.sid == wanted);
        let url = application.map_or_else(|| owned.voice_url.clone(), |app| app.voice_url.clone());
        let call = Call {
            sid: ctx.state.chance.sid("CA"),
            account: owned.account,
            to: number.to_owned(),
            at: ctx.now,
            code: code.to_owned(),
            ..Call::default()
        };
        Some((call, url))
    }) else {
        return;
    };
    call.result = match Url::parse(&url) {
        Ok(url) => follow(world, &mut call, url).await,
        Err(_) => "nobody answers: the number has no voice webhook".to_owned(),
    };
    tracing::info!(to = call.to, result = call.result, "Meta's call");
    world.with(|ctx| ctx.state.calls.push(call));
}

async fn follow(world: &Arc<World>, call: &mut Call, mut url: Url) -> String {
    let mut extra = vec![("CallStatus".to_owned(), "ringing".to_owned())];
    for _ in 0..MOST_HOPS {
        let Some(verbs) = ask(world, call, &url, extra.clone()).await else {
            return format!("error 11200: {url} did not answer with TwiML");
        };
        let mut next = None;
        for verb in verbs {
            call.verbs.push(verb.name.clone());
            match verb.name.as_str() {
                "Record" => {
                    next = Some((
                        verb.attribute("action").map(str::to_owned),
                        record(world, call, &url, &verb).await,
                    ));
                }
                "Redirect" => next = Some((Some(verb.text.clone()), in_progress())),
                "Dial" => {
                    call.dialed = Some(verb.text.clone());
                    heard_elsewhere(world, call, &verb.text);
                    let done = vec![
                        ("CallStatus".to_owned(), "in-progress".to_owned()),
                        ("DialCallStatus".to_owned(), "completed".to_owned()),
                    ];
                    next = verb
                        .attribute("action")
                        .map(|action| (Some(action.to_owned()), done));
                }
                "Hangup" | "Reject" => return "hung up".to_owned(),
                _ => continue,
            }
            if next.is_some() {
                break;
            }
        }
        // Without an action Twilio asks the same address again; recording for ever helps nobody.
        let Some((target, params)) = next else {
            return "answered".to_owned();
        };
        let Some(target) = target else {
            return "answered".to_owned();
        };
        match url.join(&target) {
            Ok(joined) => url = joined,
            Err(_) => return format!("error 11100: {target:?} is not an address"),
        }
        extra = params;
    }
    "answered".to_owned()
}

fn in_progress() -> Vec<(String, String)> {
    vec![("CallStatus".to_owned(), "in-progress".to_owned())]
}

async fn ask(world: &World, call: &Call, url: &Url, extra: Vec<(String, String)>) -> Option<Vec<Verb>> {
    let body = post(world, call, url.as_str(), extra).await?;
    if body.trim().is_empty() {
        Some(Vec::new())
    } else {
        twiml::read(&body)
    }
}

/// Posts one form of this call; `None` unless the answer is a success.
async fn post(world: &World, call: &Call, url: &str, extra: Vec<(String, String)>) -> Option<String> {
    let mut form = vec![
        ("AccountSid".to_owned(), call.account.clone()),
        ("ApiVersion".to_owned(), "2010-04-01".to_owned()),
        ("CallSid".to_owned(), call.sid.clone()),
        ("Called".to_owned(), call.to.clone()),
        ("Caller".to_owned(), CALLER.to_owned()),
        ("Direction".to_owned(), "inbound".to_owned()),
        ("From".to_owned(), CALLER.to_owned()),
        ("To".to_owned(), call.to.clone()),
    ];
    form.extend(extra);
    let form = Params(form);
    let sent = Form {
        account: &call.account,
        params: &form,
        token: &call.sid,
        with_port: false,
    };
    let reply = post_form(world, url, &sent, MAX_WAIT).await.ok()?;
    (200..300).contains(&reply.status).then_some(reply.body)
}

/// Records the spoken code; the callbacks come while and after the call goes on.
async fn record(world: &Arc<World>, call: &mut Call, base: &Url, verb: &Verb) -> Vec<(String, String)> {
    let (recording, transcription, text) = world.with(|ctx| {
        let style = ctx.state.chance.below(3);
        (
            ctx.state.chance.sid("RE"),
            ctx.state.chance.sid("TR"),
            heard_as(&call.code, style),
        )
    });
    let recording_url = format!(
        "{}/2010-04-01/Accounts/{}/Recordings/{recording}",
        world.urls.api, call.account
    );
    call.recording_sid = Some(recording.clone());
    let recorded = vec![
        ("RecordingSid".to_owned(), recording.clone()),
        ("RecordingUrl".to_owned(), recording_url.clone()),
        ("RecordingDuration".to_owned(), "11".to_owned()),
    ];
    if let Some(url) = verb
        .attribute("recordingStatusCallback")
        .and_then(|url| base.join(url).ok())
    {
        let mut form = recorded.clone();
        form.push(("RecordingStatus".to_owned(), "completed".to_owned()));
        post(world, call, url.as_str(), form).await;
    }
    let callback = verb
        .attribute("transcribeCallback")
        .and_then(|url| base.join(url).ok());
    if verb.attribute("transcribe") == Some("true") || callback.is_some() {
        call.transcription = Some(text.clone());
        if let Some(url) = callback {
            let mut form = recorded.clone();
            form.extend([
                ("CallStatus".to_owned(), "completed".to_owned()),
                ("TranscriptionSid".to_owned(), transcription),
                ("TranscriptionStatus".to_owned(), "completed".to_owned()),
                ("TranscriptionText".to_owned(), text),
                ("TranscriptionType".to_owned(), "fast".to_owned()),
                (
                    "TranscriptionUrl".to_owned(),
                    format!("{recording_url}/Transcriptions"),
                ),
            ]);
            post(world, call, url.as_str(), form).await;
        }
    }
    let mut form = recorded;
    form.push(("CallStatus".to_owned(), "completed".to_owned()));
    form.push(("Digits".to_owned(), "hangup".to_owned()));
    form
}

/// A machine writes digits down in more than one way.
fn heard_as(code: &str, style: u64) -> String {
    let digits: Vec<String> = code.chars().map(String::from).collect();
    match style {
        0 => spoken(code),
        1 => {
            let text = digits.join(" ");
            format!("Your WhatsApp code is {text}. Your WhatsApp code is {text}.")
        }
        _ => format!(
            "Your whatsapp code is {}-{}. your WhatsApp code is {code}.",
            &code[..3],
            &code[3..]
        ),
    }
}

/// The person behind `<Dial>` hears the code.
fn heard_elsewhere(world: &World, call: &Call, number: &str) {
    world.with(|ctx| {
        let now = ctx.now;
        ctx.state.otps.push(crate::otp::Otp {
            number: number.to_owned(),
            code: call.code.clone(),
            method: crate::otp::Method::Voice,
            sent_at: now,
            arrives_at: Some(now),
            reached: crate::otp::Reached::DealersPhone,
            text: spoken(&call.code),
        });
    });
}
