//! Searching, buying, changing and releasing phone numbers.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::{Millis, rfc2822};
use crate::http::{Answer, Params, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::inventory::{COUNTRIES, Country, Offer, shelf_of};
use crate::twilio::paging;

/// A bought number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Number {
    pub sid: String,
    pub account: String,
    /// E.164.
    pub phone_number: String,
    pub friendly_name: String,
    /// `local`, `mobile`, `national` or `toll free`.
    pub kind: String,
    pub sms: bool,
    pub mms: bool,
    pub voice: bool,
    pub sms_url: String,
    pub sms_method: String,
    pub voice_url: String,
    pub voice_method: String,
    pub voice_fallback_url: String,
    pub voice_application_sid: String,
    pub status_callback: String,
    pub bundle_sid: Option<String>,
    pub address_sid: Option<String>,
    pub created: Millis,
    pub updated: Millis,
}

pub fn countries(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let countries: Vec<Value> = COUNTRIES
        .iter()
        .map(|country| country_json(account, country))
        .collect();
    let uri = format!("/2010-04-01/Accounts/{account}/AvailablePhoneNumbers.json");
    Ok(Answer::json(200, &json!({"countries": countries, "uri": uri})))
}

pub fn country(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let country = Country::find(req.part(4)).ok_or_else(|| Refusal::missing(req))?;
    Ok(Answer::json(200, &country_json(account, country)))
}

fn country_json(account: &str, country: &Country) -> Value {
    let base = format!(
        "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/{}",
        country.code
    );
    let links: Map<String, Value> = country
        .offers
        .iter()
        .map(|offer| {
            (
                offer.kind.replace(' ', "_"),
                format!("{base}/{}.json", offer.path).into(),
            )
        })
        .collect();
    json!({
        "country_code": country.code,
        "country": country.name,
        "uri": format!("{base}.json"),
        "beta": false,
        "subresource_uris": links,
    })
}

pub fn search(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let country = Country::find(req.part(4)).ok_or_else(|| Refusal::missing(req))?;
    let offer = country.offer(req.part(5)).ok_or_else(|| Refusal::missing(req))?;
    let size = req.query.number("PageSize").unwrap_or(30).clamp(1, 50);
    let found: Vec<Value> = offer
        .numbers(ctx.config().seed)
        .filter(|_| fits(offer, &req.query))
        .filter(|number| {
            req.query
                .given("Contains")
                .is_none_or(|wanted| contains(number, wanted))
        })
        .filter(|number| {
            req.query
                .given("AreaCode")
                .is_none_or(|area| number.contains(area))
        })
        .filter(|number| ctx.state.owned_number(number).is_none())
        .take(size)
        .map(|number| available_json(country, offer, &number))
        .collect();
    let uri = format!(
        "/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/{}/{}.json",
        country.code, offer.path
    );
    // Unlike every other list, this one has no pages.
    Ok(Answer::json(
        200,
        &json!({"available_phone_numbers": found, "uri": uri}),
    ))
}

fn fits(offer: &Offer, query: &Params) -> bool {
    let asked = |name: &str, is: bool| query.flag(name).is_none_or(|wanted| wanted == is);
    asked("SmsEnabled", offer.sms) && asked("MmsEnabled", offer.mms) && asked("VoiceEnabled", offer.voice)
}

/// `Contains`: digits in a row, `*` for any one digit, anywhere in the number.
fn contains(number: &str, wanted: &str) -> bool {
    let wanted: Vec<char> = wanted
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '*')
        .collect();
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.windows(wanted.len().max(1)).any(|window| {
        window
            .iter()
            .zip(&wanted)
            .all(|(digit, want)| *want == '*' || digit == want)
    })
}

fn available_json(country: &Country, offer: &Offer, number: &str) -> Value {
    json!({
        "friendly_name": number,
        "phone_number": number,
        "lata": null,
        "locality": offer.locality,
        "rate_center": null,
        "latitude": null,
        "longitude": null,
        "region": offer.region,
        "postal_code": null,
        "iso_country": country.code,
        "address_requirements": "none",
        "beta": false,
        "capabilities": {"voice": offer.voice, "sms": offer.sms, "mms": offer.mms},
    })
}

pub fn buy(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = caller.active_account_in_path(ctx.state, req)?.sid.clone();
    let form = req.form();
    let seed = ctx.config().seed;
    let wanted = form
        .given("PhoneNumber")
        .ok_or_else(|| Refusal::new(400, 21452, "No PhoneNumber or AreaCode was given"))?;
    if !is_e164(wanted) {
        return Err(Refusal::new(
            400,
            21421,
            format!("PhoneNumber {wanted} is not valid"),
        ));
    }
    let taken = ctx.state.owned_number(wanted).is_some();
    let Some((_, offer)) = shelf_of(seed, wanted).filter(|_| !taken) else {
        return Err(Refusal::new(
            400,
            21422,
            format!("PhoneNumber {wanted} is not available"),
        ));
    };
    let mut number = Number {
        sid: ctx.state.chance.sid("PN"),
        account,
        phone_number: wanted.to_owned(),
        friendly_name: wanted.to_owned(),
        kind: offer.kind.to_owned(),
        sms: offer.sms,
        mms: offer.mms,
        voice: offer.voice,
        sms_method: "POST".into(),
        voice_method: "POST".into(),
        created: ctx.now,
        ..Number::default()
    };
    number.change(&form, ctx.now);
    let answer = Answer::json(201, &number.json());
    ctx.state.numbers.push(number);
    Ok(answer)
}

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let found: Vec<Value> = ctx
        .state
        .numbers
        .iter()
        .rev()
        .filter(|number| number.account == *account)
        .filter(|number| {
            req.query
                .given("PhoneNumber")
                .is_none_or(|wanted| contains(&number.phone_number, wanted))
        })
        .filter(|number| {
            req.query
                .given("FriendlyName")
                .is_none_or(|name| number.friendly_name == name)
        })
        .map(Number::json)
        .collect();
    Ok(paging::classic(req, "incoming_phone_numbers", &found))
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    Ok(Answer::json(200, &ctx.state.numbers[at].json()))
}

pub fn update(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    let form = req.form();
    if let Some(target) = form.given("AccountSid") {
        let known = ctx.state.account(target).is_some();
        if !known {
            return Err(Refusal::new(
                400,
                20001,
                format!("AccountSid {target} is not valid"),
            ));
        }
        target.clone_into(&mut ctx.state.numbers[at].account);
    }
    let now = ctx.now;
    let number = &mut ctx.state.numbers[at];
    number.change(&form, now);
    Ok(Answer::json(200, &number.json()))
}

pub fn delete(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    let at = position(ctx, caller, req)?;
    ctx.state.numbers.remove(at);
    Ok(Answer::empty(204))
}

fn position(ctx: &Ctx<'_>, caller: &Caller, req: &Req) -> Result<usize, Refusal> {
    let account = &caller.account_in_path(ctx.state, req)?.sid;
    let found = ctx
        .state
        .numbers
        .iter()
        .position(|number| number.sid == req.part(4) && number.account == *account);
    found.ok_or_else(|| Refusal::missing(req))
}

/// `+` and 8 to 15 digits.
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

impl Number {
    fn change(&mut self, form: &Params, now: Millis) {
        let set = |field: &mut String, name: &str| {
            if let Some(value) = form.get(name) {
                value.clone_into(field);
            }
        };
        set(&mut self.friendly_name, "FriendlyName");
        set(&mut self.sms_url, "SmsUrl");
        set(&mut self.sms_method, "SmsMethod");
        set(&mut self.voice_url, "VoiceUrl");
        set(&mut self.voice_method, "VoiceMethod");
        set(&mut self.voice_fallback_url, "VoiceFallbackUrl");
        set(&mut self.voice_application_sid, "VoiceApplicationSid");
        set(&mut self.status_callback, "StatusCallback");
        if let Some(sid) = form.given("BundleSid") {
            self.bundle_sid = Some(sid.to_owned());
        }
        if let Some(sid) = form.given("AddressSid") {
            self.address_sid = Some(sid.to_owned());
        }
        self.updated = now;
    }

    fn json(&self) -> Value {
        json!({
            "account_sid": self.account,
            "address_requirements": "none",
            "address_sid": self.address_sid,
            "api_version": "2010-04-01",
            "beta": false,
            "bundle_sid": self.bundle_sid,
            "capabilities": {"voice": self.voice, "sms": self.sms, "mms": self.mms, "fax": false},
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "emergency_address_sid": null,
            "emergency_address_status": "unregistered",
            "emergency_status": "Inactive",
            "friendly_name": self.friendly_name,
            "identity_sid": null,
            "origin": "twilio",
            "phone_number": self.phone_number,
            "sid": self.sid,
            "sms_application_sid": "",
            "sms_fallback_method": "POST",
            "sms_fallback_url": "",
            "sms_method": self.sms_method,
            "sms_url": self.sms_url,
            "status": "in-use",
            "status_callback": self.status_callback,
            "status_callback_method": "POST",
            "trunk_sid": null,
            "type": self.kind.replace(' ', "-"),
            "uri": format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}.json", self.account, self.sid),
            "voice_application_sid": self.voice_application_sid,
            "voice_caller_id_lookup": false,
            "voice_fallback_method": "POST",
            "voice_fallback_url": self.voice_fallback_url,
            "voice_method": self.voice_method,
            "voice_receive_mode": "voice",
            "voice_url": self.voice_url,
        })
    }
}
