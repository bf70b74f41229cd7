//! Thirty days as bars.

use domain::{conversation::DayFigures, say};
use leptos::prelude::*;

use crate::{
    components::{date, length},
    i18n::lang,
};

/// In the drawing's own units: a bar with its gap, the bar, the highest bar.
const STEP: usize = 20;
const BAR: usize = 14;
const HIGHEST: i64 = 96;

/// The median wait of each day; the tables beside it say the same in words.
pub fn chart(days: Vec<DayFigures>) -> AnyView {
    let lang = lang();
    let longest = days
        .iter()
        .map(|day| day.figures.median)
        .max()
        .unwrap_or_default();
    let width = days.len() * STEP;
    let first = days.first().map(|day| date(&day.day)).unwrap_or_default();
    let last = days.last().map(|day| date(&day.day)).unwrap_or_default();
    let label = say::figures::chart(lang, &first, &last, length(lang, longest));
    let bars = days.into_iter().enumerate();
    view! {
        <figure class="chart card">
            <header>
                <h2>{say::figures::by_day(lang)}</h2>
                <span class="small faint">{say::figures::highest(lang, length(lang, longest))}</span>
            </header>
            <svg viewBox=format!("0 0 {width} {HIGHEST}") role="img" aria-label=label preserveAspectRatio="none">
                {bars.map(|(n, day)| bar(n, &day, longest.0)).collect_view()}
            </svg>
            <figcaption class="small faint"><span>{first}</span><span>{last}</span></figcaption>
        </figure>
    }
    .into_any()
}

fn bar(n: usize, day: &DayFigures, longest: i64) -> AnyView {
    let lang = lang();
    let figures = day.figures;
    let title = if figures.count == 0 {
        say::figures::day_none(lang, date(&day.day))
    } else {
        say::figures::day(lang, date(&day.day), length(lang, figures.median), figures.count)
    };
    // A day with replies is seen, however quick they were.
    let least = i64::from(figures.count > 0) * 3;
    let share = i128::from(figures.median.0.max(0)) * i128::from(HIGHEST) / i128::from(longest.max(1));
    let height = i64::try_from(share).unwrap_or(HIGHEST).clamp(least, HIGHEST);
    view! {
        <rect x=n * STEP y=HIGHEST - height width=BAR height=height rx="2"><title>{title}</title></rect>
    }
    .into_any()
}
