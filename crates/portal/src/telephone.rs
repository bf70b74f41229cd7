//! How people write phone numbers, and what is read of what they typed.

use domain::E164;
use phonenumber::{Mode, PhoneNumber, country};

/// As people in its country write it; the number itself if no country claims it.
pub(crate) fn national(number: &E164) -> String {
    phonenumber::parse(None, number.as_str()).map_or_else(|_| number.to_string(), |parsed| written(&parsed))
}

/// The same of a number that was read.
pub(crate) fn written(number: &PhoneNumber) -> String {
    number.format().mode(Mode::National).to_string()
}

/// As people abroad write it: `+31 6 12345678`; the number itself if no country claims it.
pub(crate) fn international(number: &E164) -> String {
    phonenumber::parse(None, number.as_str()).map_or_else(
        |_| number.to_string(),
        |parsed| parsed.format().mode(Mode::International).to_string(),
    )
}

/// What a person typed, in E.164; `country` (ISO 3166-1 alpha-2) is meant where no country code was typed.
pub(crate) fn read(typed: &str, country: Option<&str>) -> Option<E164> {
    e164(&parse(typed, country)?)
}

/// What a person typed, with all that is known of it. `None` if it is not a phone number at all.
pub(crate) fn parse(typed: &str, country: Option<&str>) -> Option<PhoneNumber> {
    // People write the country code with two zeros as often as with a plus.
    let typed = match typed.trim().strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => typed.trim().to_owned(),
    };
    // With a country code typed, another country's rules would only take off a zero that belongs to it.
    let country = country
        .filter(|_| !typed.starts_with('+'))
        .and_then(|id| id.parse::<country::Id>().ok());
    phonenumber::parse(country, typed).ok()
}

/// Without the extension, which E.164 has no place for.
pub(crate) fn e164(number: &PhoneNumber) -> Option<E164> {
    let text = number.format().mode(Mode::E164).to_string();
    text.split([';', ' ']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_its_country_code_needs_no_country_and_keeps_its_zero() {
        for country in [None, Some("NL"), Some("IT"), Some("nowhere")] {
            for (typed, number) in [
                ("+31 6 12345678", "+31612345678"),
                ("0031 6 12345678", "+31612345678"),
                ("+39 06 1234 5678", "+390612345678"),
                ("+225 07 07 12 34 56", "+2250707123456"),
                ("+31 20 808 1234 ext. 9", "+31208081234"),
            ] {
                let seen = read(typed, country).map(|number| number.to_string());
                assert_eq!(seen.as_deref(), Some(number), "{typed} for {country:?}");
            }
        }
    }

    #[test]
    fn a_number_without_one_is_of_the_country_that_is_meant() {
        let seen = |country| read("06 12345678", country).map(|number| number.to_string());
        assert_eq!(seen(Some("NL")).as_deref(), Some("+31612345678"));
        assert_eq!(seen(None), None);
    }
}
