//! What a clock on a wall somewhere shows. The rules of the world's time zones are in the program (IANA's database).

use domain::{
    Timestamp,
    hours::{Date, Wall},
};
use jiff::tz::TimeZone;

/// The zones that are offered, by their IANA names.
pub(crate) const OFFERED: &[&str] = &[
    "Europe/Amsterdam",
    "Europe/Brussels",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Luxembourg",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Atlantic/Canary",
    "Europe/Rome",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Warsaw",
    "Europe/Copenhagen",
    "Europe/Stockholm",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Curacao",
    "UTC",
];

/// What the clock shows there; `None` for a zone that does not exist.
pub(crate) fn wall(zone: &str, at: Timestamp) -> Option<Wall> {
    let zone = TimeZone::get(zone).ok()?;
    let there = jiff::Timestamp::from_microsecond(at.0).ok()?.to_zoned(zone);
    let (hour, minute) = (
        u16::try_from(there.hour()).ok()?,
        u16::try_from(there.minute()).ok()?,
    );
    Some(Wall {
        date: Date {
            year: there.year(),
            month: u8::try_from(there.month()).ok()?,
            day: u8::try_from(there.day()).ok()?,
        },
        minute: hour * 60 + minute,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, seconds: i64) -> String {
        let wall = wall(zone, Timestamp::from_seconds(seconds)).expect("a zone");
        format!("{} {}", wall.date, domain::hours::clock(wall.minute))
    }

    #[test]
    fn every_offered_zone_exists_and_summer_is_kept() {
        for zone in OFFERED {
            assert!(wall(zone, Timestamp::from_seconds(0)).is_some(), "{zone}");
        }
        assert_eq!(wall("Europe/Atlantis", Timestamp::from_seconds(0)), None);
        // 2026-11-21T09:00:00Z, and half a year before.
        assert_eq!(shown("Europe/Amsterdam", 1_795_251_600), "2026-11-21 10:00");
        assert_eq!(shown("Europe/Amsterdam", 1_779_354_000), "2026-05-21 11:00");
        assert_eq!(shown("America/Los_Angeles", 1_795_251_600), "2026-11-21 01:00");
    }
}
