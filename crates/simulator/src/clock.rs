//! The simulator's own clock, which is moved and not waited for.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::config::Speed;

/// Milliseconds since 1970 in UTC.
pub type Millis = i64;

/// Real time plus everything that was skipped.
///
/// Dates stay close to the real ones at every speed, because the other side compares them with its
/// own clock; only the *waiting* between two steps is shortened.
#[derive(Debug)]
pub struct Clock {
    skipped: Arc<AtomicI64>,
    speed: Speed,
}

impl Clock {
    pub fn new(speed: Speed, skipped: Millis) -> Self {
        Self {
            skipped: Arc::new(AtomicI64::new(skipped)),
            speed,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the simulator's time comes from"
    )]
    pub fn now(&self) -> Millis {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        millis(real) + self.skipped()
    }

    pub fn skip(&self, by: Duration) {
        self.skipped.fetch_add(millis(by), Ordering::SeqCst);
    }

    pub fn skipped(&self) -> Millis {
        self.skipped.load(Ordering::SeqCst)
    }

    /// What was skipped, for a clock of the other side that is to stay beside this one.
    pub fn shared(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.skipped)
    }

    pub fn is_instant(&self) -> bool {
        matches!(self.speed, Speed::Instant)
    }

    /// How long a step of Twilio or Meta takes here. In [`Speed::Instant`] the real length is kept:
    /// such a step ends when somebody asks for it or when the clock is moved.
    pub fn shortened(&self, usual: Duration) -> Millis {
        match self.speed {
            Speed::Instant => millis(usual),
            Speed::Factor(factor) => millis(usual.div_f64(factor.max(0.001))),
        }
    }

    /// A delay that nobody asks about, such as the way of a webhook: none in [`Speed::Instant`].
    pub fn courtesy(&self, usual: Duration) -> Millis {
        if self.is_instant() {
            0
        } else {
            self.shortened(usual)
        }
    }
}

pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX / 4)
}

/// `Thu, 30 Jul 2015 20:00:00 +0000`, as the 2010 API writes dates.
pub fn rfc2822(at: Millis) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let seconds = at.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let weekday = DAYS[index(seconds.div_euclid(86_400).rem_euclid(7))];
    let name = MONTHS[index(month - 1)];
    format!("{weekday}, {day:02} {name} {year} {} +0000", time_of_day(seconds))
}

/// `2015-07-30T20:00:00Z`, as the newer APIs write dates.
pub fn iso8601(at: Millis) -> String {
    let seconds = at.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    format!("{year:04}-{month:02}-{day:02}T{}Z", time_of_day(seconds))
}

fn time_of_day(seconds: i64) -> String {
    let rest = seconds.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

fn index(value: i64) -> usize {
    usize::try_from(value).unwrap_or(0)
}

/// Year, month and day of a number of days since 1970 in the Gregorian calendar
/// (H. Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::{iso8601, rfc2822};

    #[test]
    fn dates_are_written_as_twilio_writes_them() {
        assert_eq!(rfc2822(1_438_286_400_000), "Thu, 30 Jul 2015 20:00:00 +0000");
        assert_eq!(iso8601(1_438_286_400_000), "2015-07-30T20:00:00Z");
        assert_eq!(iso8601(1_709_164_799_000), "2024-02-28T23:59:59Z");
        assert_eq!(iso8601(1_709_164_800_000), "2024-02-29T00:00:00Z");
    }
}
