//! What the Senders API checks before it does anything (error 63100).

use serde_json::{Map, Value};
use url::Url;

use crate::http::Req;
use crate::otp::Method;
use crate::twilio::errors::Refusal;
use crate::twilio::numbers::is_e164;

/// The exact, case-sensitive names of `profile.vertical`.
pub const VERTICALS: [&str; 22] = [
    "Alcohol",
    "Automotive",
    "Beauty, Spa and Salon",
    "Clothing and Apparel",
    "Education",
    "Entertainment",
    "Event Planning and Service",
    "Finance and Banking",
    "Food and Grocery",
    "Hotel and Lodging",
    "Matrimony Service",
    "Medical and Health",
    "Non-profit",
    "Online Gambling",
    "OTC Drugs",
    "Other",
    "Physical Gambling",
    "Professional Services",
    "Public Service",
    "Restaurant",
    "Shopping and Retail",
    "Travel and Transportation",
];

/// The body of a create or an update, group by group.
#[derive(Debug, Default)]
pub struct Wanted {
    pub number: Option<String>,
    pub friendly_name: Option<String>,
    pub configuration: Option<Map<String, Value>>,
    pub webhook: Option<Map<String, Value>>,
    pub profile: Option<Map<String, Value>>,
}

impl Wanted {
    pub fn read(req: &Req) -> Result<Self, Refusal> {
        let invalid = |text: &str| Refusal::invalid_sender(text.to_owned());
        if !req.content_type.starts_with("application/json") {
            return Err(invalid("Request body must be application/json"));
        }
        let body = match req.json() {
            Some(Value::Object(body)) if !body.is_empty() => body,
            Some(Value::Object(_)) => return Err(invalid("Request body is empty")),
            _ => return Err(invalid("Request body is not valid JSON")),
        };
        let group = |name: &str| match body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(_) => Err(Refusal::invalid_sender(format!("{name} must be an object"))),
        };
        let wanted = Self {
            number: number(body.get("sender_id"))?,
            friendly_name: body
                .get("friendly_name")
                .and_then(Value::as_str)
                .map(str::to_owned),
            configuration: group("configuration")?,
            webhook: group("webhook")?,
            profile: group("profile")?,
        };
        wanted.check()?;
        Ok(wanted)
    }

    pub fn setting(&self, name: &str) -> Option<&str> {
        let text = self.configuration.as_ref()?.get(name)?.as_str()?;
        (!text.is_empty()).then_some(text)
    }

    pub fn method(&self) -> Option<Method> {
        match self.setting("verification_method") {
            Some("voice") => Some(Method::Voice),
            Some(_) => Some(Method::Sms),
            None => None,
        }
    }

    fn check(&self) -> Result<(), Refusal> {
        one_of(
            self.configuration.as_ref(),
            "verification_method",
            "verificationMethod",
            &["sms", "voice"],
        )?;
        one_of(
            self.configuration.as_ref(),
            "account_type",
            "accountType",
            &["ISV", "ISVSubAccount", ""],
        )?;
        one_of(
            self.webhook.as_ref(),
            "callback_method",
            "callbackMethod",
            &["POST", "PUT"],
        )?;
        one_of(
            self.webhook.as_ref(),
            "fallback_method",
            "fallbackMethod",
            &["POST", "PUT"],
        )?;
        one_of(
            self.webhook.as_ref(),
            "status_callback_method",
            "statusCallbackMethod",
            &["POST", "PUT"],
        )?;
        one_of(self.profile.as_ref(), "vertical", "vertical", &VERTICALS)?;
        address(self.webhook.as_ref(), "callback_url", "callbackUrl")?;
        address(self.webhook.as_ref(), "fallback_url", "fallbackUrl")?;
        address(self.webhook.as_ref(), "status_callback_url", "statusCallbackUrl")?;
        address(self.profile.as_ref(), "logo_url", "logoUrl")?;
        objects(self.profile.as_ref(), "websites", "website")?;
        objects(self.profile.as_ref(), "emails", "email")?;
        longest(self.profile.as_ref(), "about", 139)?;
        longest(self.profile.as_ref(), "address", 256)?;
        longest(self.profile.as_ref(), "description", 512)?;
        let code = self.setting("verification_code");
        if code.is_some_and(|code| code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Refusal::invalid_sender("Invalid verificationCode"));
        }
        Ok(())
    }
}

fn number(sender_id: Option<&Value>) -> Result<Option<String>, Refusal> {
    let Some(value) = sender_id else { return Ok(None) };
    let number = value
        .as_str()
        .and_then(|text| text.strip_prefix("whatsapp:"))
        .filter(|text| is_e164(text));
    number
        .map(|text| Some(text.to_owned()))
        .ok_or_else(|| Refusal::invalid_sender("Invalid senderId"))
}

type Group<'a> = Option<&'a Map<String, Value>>;

fn text<'a>(group: Group<'a>, key: &str) -> Option<&'a Value> {
    group?.get(key).filter(|value| !value.is_null())
}

fn one_of(group: Group<'_>, key: &str, shown: &str, allowed: &[&str]) -> Result<(), Refusal> {
    match text(group, key) {
        Some(value) if !value.as_str().is_some_and(|text| allowed.contains(&text)) => {
            Err(Refusal::invalid_sender(format!("Invalid {shown}")))
        }
        _ => Ok(()),
    }
}

fn address(group: Group<'_>, key: &str, shown: &str) -> Result<(), Refusal> {
    let usable = |text: &str| {
        text.is_empty() || Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
    };
    match text(group, key) {
        Some(value) if !value.as_str().is_some_and(usable) => {
            Err(Refusal::invalid_sender(format!("Invalid {shown}")))
        }
        _ => Ok(()),
    }
}

/// Websites and e-mails are objects with a label, not texts.
fn objects(group: Group<'_>, key: &str, inner: &str) -> Result<(), Refusal> {
    let Some(value) = text(group, key) else {
        return Ok(());
    };
    let fits = value
        .as_array()
        .is_some_and(|all| all.iter().all(|item| item[inner].is_string()));
    if fits {
        Ok(())
    } else {
        Err(Refusal::invalid_sender(format!("Invalid {key}")))
    }
}

fn longest(group: Group<'_>, key: &str, most: usize) -> Result<(), Refusal> {
    match text(group, key).and_then(Value::as_str) {
        Some(text) if text.chars().count() > most => Err(Refusal::invalid_sender(format!(
            "{key} must be {most} characters or less"
        ))),
        _ => Ok(()),
    }
}
