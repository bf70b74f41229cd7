//! How fast webhooks come.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// What is counted together.
const WINDOW: Duration = Duration::from_millis(100);
/// Webhooks within a window that make a rush: as many as come when each of some dozens of connections waits for a turn of
/// the work on others, so that a rush cannot hide behind what it waits for.
const MANY: usize = 150;

/// Whether webhooks come faster than they can be worked on. Taking them in comes first then: both want the disk, and their
/// sender waits for the one and nobody for the other.
#[derive(Debug)]
pub struct Rush(Mutex<Windows>);

#[derive(Debug, Clone, Copy)]
struct Windows {
    since: Instant,
    now: usize,
    before: usize,
}

impl Rush {
    /// None yet.
    pub fn new(at: Instant) -> Self {
        Self(Mutex::new(Windows {
            since: at,
            now: 0,
            before: 0,
        }))
    }

    /// So many came.
    pub fn count(&self, at: Instant, hooks: usize) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *windows = windows.at(at);
        windows.now += hooks;
    }

    /// How much of one there is: 1 where it begins, 2 where twice as many come; `None` if there is none. It is not over
    /// with each new window.
    pub fn times(&self, at: Instant) -> Option<u32> {
        let windows = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let windows = windows.at(at);
        let many = windows.now.max(windows.before);
        (many > MANY).then(|| u32::try_from(many / MANY).unwrap_or(u32::MAX))
    }
}

impl Windows {
    fn at(self, at: Instant) -> Self {
        let passed = at.duration_since(self.since);
        if passed < WINDOW {
            return self;
        }
        Self {
            since: at,
            now: 0,
            before: if passed < 2 * WINDOW { self.now } else { 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rush_begins_with_many_in_a_window_and_ends_when_they_are_gone() {
        let start = Instant::now();
        let rush = Rush::new(start);
        let after = |millis| start + Duration::from_millis(millis);
        rush.count(after(1), 100);
        assert_eq!(rush.times(after(1)), None);
        rush.count(after(2), 51);
        assert_eq!(rush.times(after(2)), Some(1));
        assert_eq!(rush.times(after(150)), Some(1), "the window before counts");
        rush.count(after(150), 1);
        assert_eq!(rush.times(after(151)), Some(1));
        assert_eq!(rush.times(after(251)), None);
        rush.count(after(260), 1_000);
        assert_eq!(rush.times(after(261)), Some(6));
        assert_eq!(rush.times(after(60_000)), None, "long after");
    }
}
