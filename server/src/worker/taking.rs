//! The work on webhooks: many in one write, as many as leaves others their turn at the disk.

use std::time::{Duration, Instant};

use portal::{World, hooks};
use tokio_util::sync::CancellationToken;

use super::{BREATHER, LOOK_AGAIN};
use crate::hooks::Rush;

/// How long one write may take: others wait for it, and SQLite lets only one write at a time.
const TURN: Duration = Duration::from_millis(10);
/// The same while webhooks come in a rush, and how long they then have the disk for themselves: longer the more come, so
/// that few of them meet a turn.
const TURN_IN_RUSH: Duration = Duration::from_millis(2);
const REST: Duration = Duration::from_millis(25);
const LONGEST_REST: Duration = Duration::from_millis(300);
/// The fewest and the most in one write. A live page is told of up to 200 changes; of more it loads everything anew.
const FEWEST: u32 = 4;
const MOST: u32 = 150;

/// Works on webhooks until `stopping` is cancelled.
pub async fn take(world: &World, rush: &Rush, stopping: &CancellationToken) {
    let taken = metrics::counter!("hooks_taken_total");
    let mut pace = Pace { count: 16 };
    while !stopping.is_cancelled() {
        // Listened for before looking, so that what comes in between is not missed.
        let rung = world.hooks.notified();
        let began = Instant::now();
        let in_rush = rush.times(began);
        let wait = match hooks::take(world, pace.count).await {
            Ok(0) => LOOK_AGAIN,
            Ok(count) => {
                taken.increment(count as u64);
                let turn = in_rush.map_or(TURN, |_| TURN_IN_RUSH);
                pace.took(count, began.elapsed(), turn);
                if let Some(times) = in_rush {
                    rest((REST * times).min(LONGEST_REST), stopping).await;
                }
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "the webhooks that wait cannot be had");
                BREATHER
            }
        };
        tokio::select! {
            () = rung => {}
            () = tokio::time::sleep(wait) => {}
            () = stopping.cancelled() => {}
        }
    }
}

async fn rest(time: Duration, stopping: &CancellationToken) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = stopping.cancelled() => {}
    }
}

/// How many go into one write, learned from how long the last ones took.
struct Pace {
    count: u32,
}

impl Pace {
    fn took(&mut self, count: usize, time: Duration, turn: Duration) {
        // Fewer than were asked for: there is no queue that would have to get shorter.
        if count < self.count as usize {
            return;
        }
        let fit = turn.as_secs_f64() / time.as_secs_f64().max(1e-6);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 150, and more than 0"
        )]
        let fit = (count as f64 * fit) as u32;
        // One may have waited for the disk.
        self.count = fit.clamp(self.count / 2, self.count * 2).clamp(FEWEST, MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_go_into_a_write_as_fit_into_its_turn() {
        let mut pace = Pace { count: 16 };
        for _ in 0..10 {
            pace.took(pace.count as usize, Duration::from_micros(200) * pace.count, TURN);
        }
        assert_eq!(pace.count, 50);
        for _ in 0..10 {
            pace.took(
                pace.count as usize,
                Duration::from_micros(200) * pace.count,
                TURN_IN_RUSH,
            );
        }
        assert_eq!(pace.count, 10);
        pace.took(10, Duration::from_secs(5), TURN);
        assert_eq!(pace.count, 5, "one slow write is not believed");
        for _ in 0..10 {
            pace.took(pace.count as usize, Duration::ZERO, TURN);
        }
        assert_eq!(pace.count, MOST);
    }
}
