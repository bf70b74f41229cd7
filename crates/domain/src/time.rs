//! Moments and lengths of time as plain numbers, the same in both databases and in the browser.

use std::{
    fmt,
    ops::{Add, Sub},
};

use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in microseconds; may be negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// That many milliseconds.
    pub const fn millis(n: i64) -> Self {
        Self(n * 1_000)
    }
    /// That many seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n * 1_000_000)
    }
    /// That many minutes.
    pub const fn minutes(n: i64) -> Self {
        Self::seconds(n * 60)
    }
    /// That many hours.
    pub const fn hours(n: i64) -> Self {
        Self::minutes(n * 60)
    }
    /// That many days of 24 hours.
    pub const fn days(n: i64) -> Self {
        Self::hours(n * 24)
    }
    /// Whole seconds, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }
}

impl Timestamp {
    /// From whole seconds since 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * 1_000_000)
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// Year, month (1–12), day, hour, minute and second in UTC.
    pub fn civil(self) -> (i64, u8, u8, u8, u8, u8) {
        let seconds = self.as_seconds();
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        // Days to a date of the proleptic Gregorian calendar: H. Hinnant, "chrono-compatible low-level date
        // algorithms", civil_from_days.
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        let small = |n: i64| u8::try_from(n).expect("a part of a date fits a byte");
        (
            year,
            small(month),
            small(day),
            small(rest / 3_600),
            small(rest / 60 % 60),
            small(rest % 60),
        )
    }

    /// From a date as mails and Twilio's older interfaces write it (RFC 2822): `Thu, 24 Aug 2023 05:01:45 +0000`.
    pub fn from_rfc2822(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let date = text.split_once(',').map_or(text, |(_, date)| date);
        let [day, month, year, time, zone] = date.split_whitespace().collect::<Vec<_>>()[..] else {
            return None;
        };
        let month = 1 + MONTHS.iter().position(|name| *name == month)?;
        let [hour, minute, second] = time.split(':').collect::<Vec<_>>()[..] else {
            return None;
        };
        let part = |text: &str, most: i64| text.parse().ok().filter(|n: &i64| (0..=most).contains(n));
        let (hours, minutes) = zone.get(1..)?.split_at_checked(2)?;
        let east = part(hours, 23)? * 3_600 + part(minutes, 59)? * 60;
        let east = match zone.as_bytes().first()? {
            b'+' => east,
            b'-' => -east,
            _ => return None,
        };
        let days = days_before(
            part(year, 9_999)?,
            i64::try_from(month).ok()?,
            part(day, 31).filter(|day| *day > 0)?,
        );
        let seconds = part(hour, 23)? * 3_600 + part(minute, 59)? * 60 + part(second, 60)?;
        Some(Self::from_seconds(days * 86_400 + seconds - east))
    }

    /// RFC 3339 in UTC with seconds: `2026-11-21T09:10:30Z`.
    pub fn rfc3339(self) -> String {
        let (y, mo, d, h, mi, s) = self.civil();
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z")
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar: H. Hinnant, "chrono-compatible low-level date
/// algorithms", days_from_civil.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}
impl From<i64> for Timestamp {
    fn from(micros: i64) -> Self {
        Self(micros)
    }
}
impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}
impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}
impl Sub for Timestamp {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_of_mails_are_read() {
        for (text, is) in [
            ("Thu, 01 Jan 1970 00:00:00 +0000", Some("1970-01-01T00:00:00Z")),
            ("Thu, 24 Aug 2023 05:01:45 +0000", Some("2023-08-24T05:01:45Z")),
            ("29 Feb 2000 01:00:00 +0200", Some("2000-02-28T23:00:00Z")),
            ("Sat, 21 Nov 2026 09:10:30 -0130", Some("2026-11-21T10:40:30Z")),
            ("", None),
            ("Thu, 24 Aug 2023", None),
            ("Thu, 24 Agosto 2023 05:01:45 +0000", None),
            ("Thu, 24 Aug 2023 25:01:45 +0000", None),
            ("Thu, 24 Aug 2023 05:01:45 é000", None),
            ("Thu, 00 Aug 2023 05:01:45 +0000", None),
        ] {
            let read = Timestamp::from_rfc2822(text).map(Timestamp::rfc3339);
            assert_eq!(read.as_deref(), is, "{text}");
        }
    }

    #[test]
    fn known_moments_print_as_their_date() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_252_230, "2026-11-21T09:10:30Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(Timestamp::from_seconds(seconds).rfc3339(), text);
        }
    }
}
