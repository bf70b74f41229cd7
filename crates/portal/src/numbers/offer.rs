//! One of Twilio's numbers for sale, as it is offered.

use domain::{money, number::NumberOffer};
use twilio::{AvailableNumber, CountryPrices, NumberType};

use crate::telephone;

/// `None` for what is not a phone number: Twilio's word is not trusted further than its shape.
pub(super) fn of(
    number: AvailableNumber,
    kind: NumberType,
    prices: Option<&CountryPrices>,
) -> Option<NumberOffer> {
    let e164 = number.phone_number.parse().ok()?;
    let papers = number.address_requirements.as_deref();
    Some(NumberOffer {
        national: telephone::national(&e164),
        number: e164,
        place: number.locality.or(number.region),
        country: number.iso_country,
        monthly_micros: prices.and_then(|prices| monthly(prices, kind)),
        currency: prices.map_or_else(|| "USD".to_owned(), |prices| prices.price_unit.to_uppercase()),
        needs_papers: papers.is_some_and(|wanted| wanted != "none"),
    })
}

fn monthly(prices: &CountryPrices, kind: NumberType) -> Option<i64> {
    let name = match kind {
        NumberType::Local => "local",
        NumberType::Mobile => "mobile",
        NumberType::National => "national",
        NumberType::TollFree => "toll free",
    };
    let price = prices
        .phone_number_prices
        .iter()
        .find(|price| price.number_type == name)?;
    money::micros(&price.current_price)
}

/// Whether the digits stand in it, with the country code or the way people in its country write it.
pub(super) fn contains(offer: &NumberOffer, digits: &str) -> bool {
    let national: String = offer.national.chars().filter(char::is_ascii_digit).collect();
    national.contains(digits) || offer.number.as_str().contains(digits)
}
