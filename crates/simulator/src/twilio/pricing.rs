//! What a phone number costs a month.

use serde_json::{Value, json};

use crate::http::{Answer, Req};
use crate::state::Ctx;
use crate::twilio::auth::Caller;
use crate::twilio::errors::Refusal;
use crate::twilio::inventory::{COUNTRIES, Country};
use crate::twilio::paging;

pub fn list(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    caller.active_own_account(ctx.state)?;
    let base = &ctx.world.urls.pricing;
    let countries: Vec<Value> = COUNTRIES
        .iter()
        .map(|country| json!({"country": country.name, "iso_country": country.code, "url": address(ctx, country)}))
        .collect();
    Ok(paging::modern(base, req, "countries", &countries, 50))
}

pub fn fetch(ctx: &mut Ctx<'_>, caller: &Caller, req: &Req) -> Result<Answer, Refusal> {
    caller.active_own_account(ctx.state)?;
    let country = Country::find(req.part(3)).ok_or_else(|| Refusal::missing(req))?;
    let prices: Vec<Value> = country
        .offers
        .iter()
        .map(|offer| json!({"number_type": offer.kind, "base_price": offer.price, "current_price": offer.price}))
        .collect();
    Ok(Answer::json(
        200,
        &json!({
            "country": country.name,
            "iso_country": country.code,
            "phone_number_prices": prices,
            "price_unit": "USD",
            "url": address(ctx, country),
        }),
    ))
}

fn address(ctx: &Ctx<'_>, country: &Country) -> String {
    format!(
        "{}/v1/PhoneNumbers/Countries/{}",
        ctx.world.urls.pricing, country.code
    )
}
