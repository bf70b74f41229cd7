//! Where a dealer is: what buyers get when they ask for the way.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError, Lang,
    message::{Location, length},
    say::desk as words,
};

/// The longest name, in UTF-16 units.
const MOST_LABEL: usize = 100;
/// The longest address, in UTF-16 units.
const MOST_ADDRESS: usize = 200;

/// What an owner types.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    /// What the place is called.
    pub label: String,
    /// Street and town.
    pub address: String,
    /// Degrees north and east, or the address of a map's page that holds them.
    pub at: String,
}

impl Form {
    /// The place, or what is wrong, each at its field.
    ///
    /// # Errors
    /// What is wrong with `label`, `address`, `at`.
    pub fn location(&self, lang: Lang) -> Result<Location, Vec<FieldError>> {
        // PostgreSQL keeps no text with NUL.
        let clean = |text: &str| {
            let words = text.split(|c: char| c.is_whitespace() || c == '\0');
            let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
            words.join(" ")
        };
        let (label, address) = (clean(&self.label), clean(&self.address));
        let mut faults = Vec::new();
        let mut add = |field: &str, message: String| {
            faults.push(FieldError {
                field: field.to_owned(),
                message,
            });
        };
        if label.is_empty() || length(&label) > MOST_LABEL {
            add("label", words::place_label(lang, MOST_LABEL));
        }
        if length(&address) > MOST_ADDRESS {
            add("address", words::place_address(lang, MOST_ADDRESS));
        }
        let at = coordinates(&self.at);
        if at.is_none() {
            let short = ["maps.app.goo.gl", "goo.gl/maps", "maps.apple/"];
            let is_short = short.iter().any(|host| self.at.contains(host));
            let said = if is_short {
                words::place_short_link(lang)
            } else {
                words::place_at(lang)
            };
            add("at", said.to_owned());
        }
        match at {
            Some((latitude, longitude)) if faults.is_empty() => Ok(Location {
                latitude,
                longitude,
                label,
                address,
            }),
            _ => Err(faults),
        }
    }
}

/// Degrees north and east out of what people copy from a map: the degrees themselves, or the address of a page of
/// Google Maps, OpenStreetMap, Apple Maps or Bing.
pub fn coordinates(text: &str) -> Option<(String, String)> {
    let text = text.replace("%2C", ",").replace("%2c", ",").replace("%20", " ");
    let text = text.trim();
    let after = |mark: &str| text.rfind(mark).map(|at| &text[at + mark.len()..]);
    // Google's address names the middle of the map before the place on it; the place is what is meant.
    let apart = [("!3d", "!4d"), ("mlat=", "mlon=")]
        .into_iter()
        .find_map(|(north, east)| Some((degrees(after(north)?)?.0, degrees(after(east)?)?.0)));
    let named = || {
        const NAMES: [&str; 7] = ["query", "q", "ll", "destination", "daddr", "coordinate", "cp"];
        NAMES.into_iter().find_map(|name| {
            let found = ["?", "&"].map(|sign| after(&[sign, name, "="].concat()));
            let value = found.into_iter().flatten().next()?;
            pair(value.strip_prefix("loc:").unwrap_or(value))
        })
    };
    let found = apart
        .or_else(named)
        .or_else(|| pair(after("/@")?))
        .or_else(|| pair(after("#map=")?.split_once('/')?.1))
        .or_else(|| pair(text.strip_prefix("geo:")?))
        .or_else(|| plain(text))?;
    let within = |degrees: &str, most: f64| degrees.parse::<f64>().is_ok_and(|n| n.abs() <= most);
    (within(found.0, 90.0) && within(found.1, 180.0)).then(|| (found.0.to_owned(), found.1.to_owned()))
}

/// A number at the start, and what follows it.
fn degrees(text: &str) -> Option<(&str, &str)> {
    let sign = usize::from(text.starts_with('-'));
    let rest = &text[sign..];
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let (number, rest) = text.split_at(sign + end);
    number.parse::<f64>().ok().map(|_| (number, rest))
}

/// Two numbers at the start.
fn pair(text: &str) -> Option<(&str, &str)> {
    both(text).map(|(north, east, _)| (north, east))
}

/// Two numbers and nothing else.
fn plain(text: &str) -> Option<(&str, &str)> {
    both(text)
        .filter(|(.., rest)| rest.trim().is_empty())
        .map(|(north, east, _)| (north, east))
}

fn both(text: &str) -> Option<(&str, &str, &str)> {
    let (north, rest) = degrees(text)?;
    let east = rest.trim_start_matches([',', ' ', '/', '~', '+']);
    if east.len() == rest.len() {
        return None;
    }
    let (east, rest) = degrees(east)?;
    Some((north, east, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_copy_from_a_map_is_read() {
        for text in [
            "52.3702, 4.8952",
            " 52.3702 4.8952 ",
            "geo:52.3702,4.8952?z=17",
            "https://www.google.com/maps/@52.3702,4.8952,17z",
            "https://www.google.com/maps/place/Jansen/@52.1,4.1,17z/data=!3m1!4b1!4m6!3m5!1s0x0:0x0!8m2!3d52.3702!4d4.8952!16s",
            "https://www.google.com/maps/search/?api=1&query=52.3702%2C4.8952",
            "https://maps.google.com/?q=loc:52.3702,4.8952&z=3",
            "https://www.openstreetmap.org/?mlat=52.3702&mlon=4.8952#map=19/52.1/4.1",
            "https://www.openstreetmap.org/#map=17/52.3702/4.8952",
            "https://maps.apple.com/?ll=52.3702,4.8952&q=Jansen",
            "https://www.bing.com/maps?cp=52.3702~4.8952&lvl=16",
        ] {
            let read = coordinates(text);
            let read = read.as_ref().map(|(north, east)| (north.as_str(), east.as_str()));
            assert_eq!(read, Some(("52.3702", "4.8952")), "{text}");
        }
        assert_eq!(
            coordinates("-33.8568,-151.2153"),
            Some(("-33.8568".into(), "-151.2153".into()))
        );
    }

    #[test]
    fn what_is_no_place_on_earth_is_not_read() {
        for text in [
            "",
            "Damrak 1, Amsterdam",
            "52",
            "52,37 4,89",
            "91, 4",
            "52, 181",
            "52.1.1, 4",
            "-, 4",
            "https://maps.app.goo.gl/abc",
            "https://www.google.com/maps?q=Jansen",
            "https://www.google.com/maps/@",
            "#map=17",
        ] {
            assert_eq!(coordinates(text), None, "{text}");
        }
    }

    #[test]
    fn each_fault_stands_at_its_field() {
        let form = |label: &str, address: &str, at: &str| Form {
            label: label.to_owned(),
            address: address.to_owned(),
            at: at.to_owned(),
        };
        let right = form(" Jansen\0 ", "Damrak 1\r\nAmsterdam", "52.37, 4.89");
        let place = right.location(Lang::En).unwrap();
        assert_eq!(
            (place.label.as_str(), place.address.as_str()),
            ("Jansen", "Damrak 1 Amsterdam")
        );
        let faults = form("", &"a".repeat(201), "nowhere")
            .location(Lang::En)
            .unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["label", "address", "at"]);
        let short = form("J", "", "https://maps.app.goo.gl/abc").location(Lang::En);
        assert!(short.unwrap_err()[0].message.contains("short link"));
    }
}
