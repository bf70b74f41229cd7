//! What the numbering plans say about a number.

use domain::{E164, number::Line};
use phonenumber::{Metadata, PhoneNumber, Type, metadata::DATABASE};

use crate::telephone;

/// A number as it was understood.
pub(super) struct Understood {
    pub(super) number: E164,
    pub(super) national: String,
    /// ISO 3166-1 alpha-2.
    pub(super) country: Option<String>,
    pub(super) line: Line,
    /// The numbering plan's own word, finer than `line`.
    pub(super) kind: Type,
    pub(super) has_extension: bool,
}

/// Reads what a person typed; `country` (ISO 3166-1 alpha-2) is meant where no country code was typed. `None` if it
/// is not a phone number at all.
pub(super) fn understand(typed: &str, country: Option<&str>) -> Option<Understood> {
    let number = telephone::parse(typed, country)?;
    let kind = kind(&number);
    let has_extension = number.extension().is_some();
    Some(Understood {
        number: telephone::e164(&number)?,
        national: telephone::written(&number),
        country: number
            .country()
            .id()
            .map(|id| id.as_ref().to_owned())
            .or_else(|| Some(main_country(&number)?.id().to_owned())),
        line: line(kind),
        kind,
        has_extension,
    })
}

/// What the numbering plan calls it; `Unknown` for a number that cannot exist.
fn kind(number: &PhoneNumber) -> Type {
    if !number.is_valid() {
        return Type::Unknown;
    }
    match number.number_type(&DATABASE) {
        Type::Unknown => zero_led_kind(number),
        known => known,
    }
}

/// In Italy and a few other countries numbers begin with a zero that is dialled from abroad too. The crate looks at
/// them without it and finds nothing; this looks again.
fn zero_led_kind(number: &PhoneNumber) -> Type {
    let digits = number.national().to_string();
    let Some(plan) = main_country(number) else {
        return Type::Unknown;
    };
    [Type::Mobile, Type::FixedLine]
        .into_iter()
        .find(|kind| {
            plan.descriptors()
                .get(*kind)
                .is_some_and(|shape| shape.is_match(&digits))
        })
        .unwrap_or(Type::Unknown)
}

/// The plan of the first country of its country code.
fn main_country(number: &PhoneNumber) -> Option<&'static Metadata> {
    let region = *DATABASE.region(&number.code().value())?.first()?;
    DATABASE.by_id(region)
}

/// WhatsApp takes what can receive a text message or a call from abroad at the usual price. Internet lines and
/// company-wide numbers get the call.
fn line(kind: Type) -> Line {
    match kind {
        Type::Mobile => Line::Mobile,
        Type::FixedLineOrMobile => Line::Either,
        Type::FixedLine | Type::Voip | Type::Uan => Line::Landline,
        _ => Line::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(typed: &str) -> Option<(String, Line)> {
        understand(typed, Some("NL")).map(|seen| (seen.number.to_string(), seen.line))
    }

    #[test]
    fn a_number_is_understood_the_way_people_write_it() {
        for typed in [
            "0612345678",
            "06 12 34 56 78",
            "+31 6 12345678",
            "0031612345678",
            "+31 (0)6-12345678",
        ] {
            assert_eq!(
                seen(typed),
                Some(("+31612345678".to_owned(), Line::Mobile)),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_numbering_plan_tells_the_line() {
        for (typed, line) in [
            ("020 808 1234", Line::Landline),
            ("085 888 1234", Line::Landline),
            ("088 888 1234", Line::Landline),
            ("+3197010123456", Line::Mobile),
            ("+1 415 360 1234", Line::Either),
            ("+34 600 21 12 34", Line::Mobile),
            ("+39 06 1234 5678", Line::Landline),
            ("+225 07 07 12 34 56", Line::Mobile),
            ("0800 1234", Line::Unsupported),
            ("0900 1234", Line::Unsupported),
        ] {
            assert_eq!(seen(typed).map(|(_, line)| line), Some(line), "{typed}");
        }
    }

    #[test]
    fn a_word_is_no_number() {
        for typed in ["", "sales", "+", "12"] {
            assert!(seen(typed).is_none(), "{typed}");
        }
    }
}
