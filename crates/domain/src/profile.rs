//! What buyers see of a dealer in WhatsApp, and Meta's rules for it.

use crate::{Lang, say};

/// Twilio's exact, case-sensitive list for `profile.vertical`; anything else is error 63100.
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

/// The vertical of a car dealer.
pub const AUTOMOTIVE: &str = "Automotive";

/// Why Meta would refuse a display name, in words, or `Ok` with the name trimmed.
///
/// Source: Meta, "Display name guidelines" (length, no WhatsApp or Meta names, no web address, no phone number,
/// not only punctuation, no emoji, no shouting, not a generic word).
pub fn display_name(lang: Lang, name: &str) -> Result<String, &'static str> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    if name.chars().count() < 3 || letters < 3 {
        Err(say::profile::name_too_short(lang))
    } else if name.chars().count() > 75 {
        Err(say::profile::name_too_long(lang))
    } else if ["whatsapp", "facebook", "instagram", "meta"]
        .iter()
        .any(|m| words.contains(m))
    {
        Err(say::profile::name_meta(lang))
    } else if lower.contains("www.") || lower.contains("http") || lower.contains('@') || has_domain(&lower) {
        Err(say::profile::name_address(lang))
    } else if name.chars().filter(char::is_ascii_digit).count() > 5 {
        Err(say::profile::name_digits(lang))
    } else if name
        .chars()
        .any(|c| !(c.is_alphanumeric() || " -&.,'’()+/!|".contains(c)))
    {
        Err(say::profile::name_signs(lang))
    } else if letters > 4 && name.contains(' ') && !name.chars().any(char::is_lowercase) {
        Err(say::profile::name_capitals(lang))
    } else if [
        "dealer", "garage", "cars", "auto", "autos", "sales", "test", "company",
    ]
    .contains(&lower.as_str())
    {
        Err(say::profile::name_generic(lang))
    } else {
        Ok(name)
    }
}

fn has_domain(lower: &str) -> bool {
    lower.split(' ').any(|word| {
        word.rsplit_once('.').is_some_and(|(left, right)| {
            !left.is_empty()
                && (2..=6).contains(&right.len())
                && right.chars().all(|c| c.is_ascii_lowercase())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_real_dealers_pass() {
        for name in [
            "Autobedrijf Jansen",
            "BMW Utrecht",
            "Garage O'Neill & Sons",
            "Talleres Núñez",
            "VDL  Cars B.V.",
        ] {
            assert!(display_name(Lang::En, name).is_ok(), "{name}");
        }
        assert_eq!(
            display_name(Lang::En, "  Jansen   Auto's ").as_deref(),
            Ok("Jansen Auto's")
        );
    }

    #[test]
    fn names_that_meta_refuses_are_refused_here() {
        for name in [
            "",
            "ab",
            "...",
            "WhatsApp Jansen",
            "jansen.nl",
            "www.jansen",
            "Jansen 0612345678",
            "Jansen 🚗",
            "JANSEN AUTO'S",
            "Garage",
        ] {
            assert!(display_name(Lang::En, name).is_err(), "{name}");
        }
    }
}
