//! Meta's six digits: who gets them, how, and when.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::{Millis, millis};
use crate::delivery;
use crate::rules::{Outcome, Place};
use crate::state::{Ctx, Event};
use crate::twilio::senders::Expected;
use crate::twilio::webhooks;

/// A code can be entered this long after it has arrived.
const VALID: Duration = Duration::from_mins(10);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    #[default]
    Sms,
    Voice,
}

/// A code that Meta sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Otp {
    pub number: String,
    pub code: String,
    pub method: Method,
    pub sent_at: Millis,
    /// `None` when it never arrives.
    pub arrives_at: Option<Millis>,
    pub reached: Reached,
    /// What is read or heard.
    pub text: String,
}

/// Where a code ends up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// The dealer's own phone: somebody reads the text or hears the voice.
    DealersPhone,
    /// A Twilio number; the SMS goes to its `sms_url` if it has one.
    TwilioSms,
    /// A Twilio number; its voice webhook answers the call, or nobody does.
    TwilioCall,
    Nobody,
}

/// Makes up a code and sends it on its way.
pub fn send(ctx: &mut Ctx<'_>, number: &str, method: Method) -> Expected {
    let code = ctx.state.chance.code();
    let place = Place {
        number: Some(number),
        ..Place::default()
    };
    let late = ctx
        .state
        .rules
        .take(place, |outcome| *outcome == Outcome::OtpLate);
    let never = ctx.state.rules.is(place, &Outcome::OtpNever);
    let delay = late.map_or(0, |rule| {
        ctx.clock()
            .shortened(Duration::from_secs(rule.seconds.unwrap_or(5 * 60)))
    });
    let arrives_at = ctx.now + delay;
    let owned = ctx.state.owned_number(number).cloned();
    let reached = match (&owned, method) {
        _ if never => Reached::Nobody,
        (None, _) => Reached::DealersPhone,
        (Some(owned), Method::Sms) if owned.sms => Reached::TwilioSms,
        (Some(owned), Method::Voice) if owned.voice => Reached::TwilioCall,
        (Some(_), _) => Reached::Nobody,
    };
    let text = match method {
        Method::Sms => format!(
            "WhatsApp code {}-{}\nDon't share this code with others",
            &code[..3],
            &code[3..]
        ),
        Method::Voice => spoken(&code),
    };
    match (reached, owned) {
        (Reached::TwilioSms, Some(owned)) if !owned.sms_url.is_empty() => {
            let form = webhooks::sms_form(ctx, &owned, &text);
            delivery::to_twilio_user(ctx, &owned.account, &owned.sms_url, None, form, arrives_at);
        }
        (Reached::TwilioCall, Some(_)) => {
            ctx.state.later(
                arrives_at,
                Event::Ring {
                    number: number.to_owned(),
                    code: code.clone(),
                },
            );
        }
        _ => {}
    }
    ctx.state.otps.push(Otp {
        number: number.to_owned(),
        code: code.clone(),
        method,
        sent_at: ctx.now,
        arrives_at: (reached != Reached::Nobody).then_some(arrives_at),
        reached,
        text,
    });
    Expected {
        code,
        until: arrives_at + millis(VALID),
    }
}

/// Meta's voice says a code three times.
pub fn spoken(code: &str) -> String {
    let digits: Vec<String> = code.chars().map(String::from).collect();
    let once = format!("Your WhatsApp code is {}.", digits.join(", "));
    format!("{once} {once} {once}")
}
