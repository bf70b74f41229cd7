use domain::{Lang, Span, Timestamp, say};
use leptos::prelude::*;

use crate::{context::Now, i18n::lang};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment as people say it: *3 min ago*, *in 2 h*, *21 Nov*. The exact time is in the title.
///
/// Told from [`Now`], so that server and browser say the same.
#[component]
pub fn Ago(
    /// The moment.
    at: Timestamp,
) -> AnyView {
    let lang = lang();
    let now = use_context::<Now>();
    let words = move || moment(lang, at, now.map_or(at, Now::get));
    view! { <time datetime=at.rfc3339() title=exact(at)>{words}</time> }.into_any()
}

/// A moment in words, told from another.
pub fn moment(lang: Lang, at: Timestamp, now: Timestamp) -> String {
    let seconds = (now - at).as_seconds();
    // A page's clock may be a little behind the server's: what has just been done is not to come.
    let (ahead, seconds) = (seconds < -5, seconds.abs());
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    if seconds < 45 {
        return if ahead {
            say::ui::in_a_moment(lang)
        } else {
            say::ui::just_now(lang)
        }
        .to_owned();
    }
    match (ahead, minutes, hours, days) {
        (false, ..60, ..) => say::ui::minutes_ago(lang, minutes.max(1)),
        (true, ..60, ..) => say::ui::in_minutes(lang, minutes.max(1)),
        (false, _, ..24, _) => say::ui::hours_ago(lang, hours),
        (true, _, ..24, _) => say::ui::in_hours(lang, hours),
        (false, _, _, ..7) => say::ui::days_ago(lang, days),
        (true, _, _, ..31) => say::ui::in_days(lang, days),
        _ => {
            let (year, month, day, ..) = at.civil();
            let month = MONTHS[usize::from(month) - 1];
            if year == now.civil().0 {
                format!("{day} {month}")
            } else {
                format!("{day} {month} {year}")
            }
        }
    }
}

/// A wait as people say it: the two largest units.
pub fn length(lang: Lang, wait: Span) -> String {
    let minutes = wait.as_seconds().max(0) / 60;
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => say::figures::at_once(lang).to_owned(),
        (0, 0, minutes) => say::figures::minutes(lang, minutes),
        (0, hours, minutes) => say::figures::hours(lang, hours, minutes),
        (days, hours, _) => say::figures::days(lang, days, hours),
    }
}

/// A moment to the minute: *21 Nov 2026, 09:10 UTC*.
pub fn exact(at: Timestamp) -> String {
    let (year, month, day, hour, minute, _) = at.civil();
    let month = MONTHS[usize::from(month) - 1];
    format!("{day} {month} {year}, {hour:02}:{minute:02} UTC")
}

/// A day of this year or the last, written as `2026-11-21`: *21 Nov*.
pub fn date(day: &str) -> String {
    let mut parts = day.splitn(3, '-').skip(1).map(str::parse::<usize>);
    match (parts.next(), parts.next()) {
        (Some(Ok(month @ 1..=12)), Some(Ok(day))) => format!("{day} {}", MONTHS[month - 1]),
        _ => day.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_as_people_tell_them() {
        let now = Timestamp::from_seconds(1_795_252_230);
        for (span, words) in [
            (Span::seconds(-3), "just now"),
            (Span::minutes(-3), "3 min ago"),
            (Span::hours(-5), "5 h ago"),
            (Span::days(-2), "2 d ago"),
            (Span::days(-20), "1 Nov"),
            (Span::days(-400), "17 Oct 2025"),
            (Span::seconds(3), "just now"),
            (Span::seconds(10), "in a moment"),
            (Span::minutes(59), "in 59 min"),
            (Span::hours(23), "in 23 h"),
            (Span::days(13), "in 13 d"),
        ] {
            assert_eq!(moment(Lang::En, now + span, now), words);
        }
        assert_eq!(exact(now), "21 Nov 2026, 09:10 UTC");
    }

    #[test]
    fn a_day_is_told_without_its_year() {
        assert_eq!(date("2026-11-01"), "1 Nov");
        assert_eq!(date("2026-13-01"), "2026-13-01");
        assert_eq!(date(""), "");
    }
}
