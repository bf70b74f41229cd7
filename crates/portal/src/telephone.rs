//! How people write phone numbers.

use domain::E164;
use phonenumber::Mode;

/// As people in its country write it; the number itself if no country claims it.
pub(crate) fn national(number: &E164) -> String {
    phonenumber::parse(None, number.as_str()).map_or_else(
        |_| number.to_string(),
        |parsed| parsed.format().mode(Mode::National).to_string(),
    )
}

/// What a person typed, in E.164; `country` (ISO 3166-1 alpha-2) is meant where no country code was typed.
pub(crate) fn read(typed: &str, country: Option<&str>) -> Option<E164> {
    let typed = typed.trim();
    let typed = typed
        .strip_prefix("00")
        .map_or_else(|| typed.to_owned(), |rest| format!("+{rest}"));
    let country = country.and_then(|id| id.parse::<phonenumber::country::Id>().ok());
    let number = phonenumber::parse(country, typed).ok()?;
    let text = number.format().mode(Mode::E164).to_string();
    text.split([';', ' ']).next()?.parse().ok()
}
