//! Moments of a thread: hours and days. The server tells them in UTC, a browser that is awake in the person's own time.

use domain::{Lang, Span, Timestamp, say};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A moment as clocks on the wall show it.
pub fn local(at: Timestamp, awake: bool) -> Timestamp {
    #[cfg(feature = "hydrate")]
    if awake {
        return at + Span(super::browser::from_utc(at));
    }
    let _ = awake;
    at + Span(0)
}

/// `09:10`.
pub fn hour(at: Timestamp, awake: bool) -> String {
    let (.., hour, minute, _) = local(at, awake).civil();
    format!("{hour:02}:{minute:02}")
}

/// *Today*, *Yesterday*, *12 October*, *12 October 2025*.
pub fn day(lang: Lang, at: Timestamp, now: Timestamp, awake: bool) -> String {
    let (year, month, date, ..) = local(at, awake).civil();
    let is = |moment: Timestamp| {
        local(moment, awake).civil().0 == year && {
            let (_, m, d, ..) = local(moment, awake).civil();
            (m, d) == (month, date)
        }
    };
    if is(now) {
        return say::inbox::day_today(lang).to_owned();
    }
    if is(now - Span::days(1)) {
        return say::inbox::day_yesterday(lang).to_owned();
    }
    let month = MONTHS[usize::from(month) - 1];
    if local(now, awake).civil().0 == year {
        format!("{date} {month}")
    } else {
        format!("{date} {month} {year}")
    }
}

/// Short, for a line of the list: the hour today, else the day.
pub fn short(lang: Lang, at: Timestamp, now: Timestamp, awake: bool) -> String {
    let words = day(lang, at, now, awake);
    if words == say::inbox::day_today(lang) {
        return hour(at, awake);
    }
    if words == say::inbox::day_yesterday(lang) {
        return words;
    }
    let (_, month, date, ..) = local(at, awake).civil();
    let month = &MONTHS[usize::from(month) - 1][..3];
    match words.rsplit_once(' ') {
        Some((_, year)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{date} {month} {year}")
        }
        _ => format!("{date} {month}"),
    }
}

/// How long: *12 min*, *3 h*, *2 d*.
pub fn span(lang: Lang, span: Span) -> String {
    match span.as_seconds().max(0) {
        seconds @ ..3_600 => say::inbox::span_minutes(lang, (seconds / 60).max(1)),
        seconds @ ..86_400 => say::inbox::span_hours(lang, seconds / 3_600),
        seconds => say::inbox::span_days(lang, seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_today() {
        let now = Timestamp::from_seconds(1_795_252_230);
        for (span, long, brief) in [
            (Span::hours(0), "Today", "09:10"),
            (Span::hours(10), "Yesterday", "Yesterday"),
            (Span::days(20), "1 November", "1 Nov"),
            (Span::days(400), "17 October 2025", "17 Oct 2025"),
        ] {
            assert_eq!(day(Lang::En, now - span, now, false), long);
            assert_eq!(short(Lang::En, now - span, now, false), brief);
        }
    }
}
