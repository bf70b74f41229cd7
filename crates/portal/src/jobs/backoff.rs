use std::time::Duration;

use domain::Span;

use crate::World;

/// How long to wait after the nth failed try (from 1): five seconds, then three times as long each time, at most a
/// quarter of an hour. An outside that says how long to wait is believed, up to a day.
pub fn after_failure(world: &World, tries: u32, asked: Option<Duration>) -> Span {
    if let Some(asked) = asked {
        let seconds = i64::try_from(asked.as_secs())
            .unwrap_or(i64::MAX)
            .clamp(1, 86_400);
        return pause(world, Span::seconds(seconds));
    }
    let times = 3_i64.saturating_pow(tries.saturating_sub(1).min(10));
    pause(world, Span::seconds(5_i64.saturating_mul(times).min(15 * 60)))
}

/// A waiting time, shortened by the pace of this installation. Never less than a tenth of a second.
pub fn pause(world: &World, usual: Span) -> Span {
    Span((usual.0 / i64::from(world.settings.pace.max(1))).max(100_000))
}
