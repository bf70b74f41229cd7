use std::collections::HashSet;

use domain::{
    Code, Lang,
    number::{NumberKind, NumberOffer, NumberQuery},
    say::{number as words, problem},
};
use futures::future::{join, join_all};
use twilio::{AvailableNumber, Class, CountryPrices, Credentials, NumberSearch, NumberType};

use super::{for_owners, offer};
use crate::{Actor, Error, Result, World};

/// More than fit on a phone's screen are not looked at.
const MOST: usize = 12;
/// How many to ask for: some fall away when the digits are compared the way people write them.
const ASKED: u32 = 50;
/// Best first: a mobile number looks familiar to buyers, and is the one that receives SMS in most countries.
const PREFERRED: [NumberType; 4] = [
    NumberType::Mobile,
    NumberType::Local,
    NumberType::National,
    NumberType::TollFree,
];

/// Numbers that can be bought now, with their price. For owners, and through a signup link.
pub async fn search(world: &World, actor: &Actor, query: NumberQuery) -> Result<Vec<NumberOffer>> {
    for_owners(actor)?;
    let lang = Lang::default();
    let contains = checked(world, lang, &query)?;
    let creds = credentials(world, lang)?;
    let wanted = NumberSearch {
        contains: asked_of_twilio(&contains),
        limit: Some(ASKED),
        ..capabilities(query.kind)
    };

    let searches = PREFERRED.map(|kind| {
        let (creds, wanted) = (&creds, &wanted);
        let country = query.country.as_str();
        async move {
            let found = world
                .twilio
                .search_numbers(creds, &creds.account_sid, country, kind, wanted)
                .await;
            (kind, found)
        }
    });
    let prices = world.twilio.number_prices(&creds, &query.country);
    let (found, prices) = join(join_all(searches), prices).await;
    offers(found, prices_or_none(prices).as_ref(), &contains)
}

/// The digits to look for; every field at fault in words.
fn checked(world: &World, lang: Lang, query: &NumberQuery) -> Result<String> {
    if !query.kind.is_bought() {
        return Err(Error::field("kind", words::kind_not_bought(lang)));
    }
    let offered = &world.settings.countries;
    if !offered.contains(&query.country) {
        return Err(Error::field(
            "country",
            words::country_not_offered(lang, offered.join(", ")),
        ));
    }
    let contains: String = query.contains.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = contains.bytes().all(|b| b.is_ascii_digit());
    // Twilio wants at least two.
    if digits && matches!(contains.len(), 0 | 2..=10) {
        Ok(contains)
    } else {
        Err(Error::field("contains", words::contains_digits(lang)))
    }
}

fn credentials(world: &World, lang: Lang) -> Result<Credentials> {
    let settings = &world.settings.twilio;
    let sid = settings.account_sid.as_deref().and_then(|sid| sid.parse().ok());
    match (sid, &settings.auth_token) {
        (Some(account_sid), Some(auth_token)) => Ok(Credentials {
            account_sid,
            auth_token: auth_token.clone(),
        }),
        _ => Err(Error::problem(
            Code::NotConfigured,
            words::not_configured(lang, &world.settings.support_mail),
        )),
    }
}

fn capabilities(kind: NumberKind) -> NumberSearch {
    match kind {
        NumberKind::SmsCapable => NumberSearch {
            sms: Some(true),
            ..NumberSearch::default()
        },
        NumberKind::VoiceOnly | NumberKind::Byo => NumberSearch {
            sms: Some(false),
            voice: Some(true),
            ..NumberSearch::default()
        },
    }
}

/// Twilio compares with the number in E.164, which has no trunk zero: `030` becomes `30` and is compared again later.
fn asked_of_twilio(contains: &str) -> Option<String> {
    let rest = contains.trim_start_matches('0');
    (rest.len() >= 2).then(|| rest.to_owned())
}

/// Best kind first, none twice. What one kind cannot tell does not hide the others, unless nothing is left.
fn offers(
    found: Vec<(NumberType, Result<Vec<AvailableNumber>, twilio::Error>)>,
    prices: Option<&CountryPrices>,
    contains: &str,
) -> Result<Vec<NumberOffer>> {
    let mut offers = Vec::new();
    let mut seen = HashSet::new();
    let mut failed = None;
    for (kind, found) in found {
        match found {
            Ok(numbers) => offers.extend(
                numbers
                    .into_iter()
                    .filter_map(|number| offer::of(number, kind, prices))
                    .filter(|offer| offer::contains(offer, contains))
                    .filter(|offer| seen.insert(offer.number.clone())),
            ),
            Err(error) => failed = Some(error),
        }
    }
    offers.truncate(MOST);
    match failed {
        Some(error) if offers.is_empty() => Err(in_words(error)),
        Some(error) => {
            tracing::warn!(%error, "a kind of number could not be searched");
            Ok(offers)
        }
        None => Ok(offers),
    }
}

/// A number without its price can still be chosen.
fn prices_or_none(prices: Result<CountryPrices, twilio::Error>) -> Option<CountryPrices> {
    prices
        .inspect_err(|error| tracing::warn!(%error, "prices are not known"))
        .ok()
}

/// Twilio being busy is not a refusal: it passes.
fn in_words(error: twilio::Error) -> Error {
    match error.class() {
        Class::Retry | Class::Wait if error.code().is_some() => {
            tracing::warn!(%error, "numbers could not be searched");
            Error::problem(Code::Unavailable, problem::twilio_silent(Lang::default()))
        }
        _ => Error::Twilio(error),
    }
}
