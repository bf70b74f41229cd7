//! How many webhooks were worked on, as the server counts them.

use crate::http;
use anyhow::{Context, Result, bail};
use std::{
    thread,
    time::{Duration, Instant},
};

/// How long the rest is waited for.
pub const PATIENCE: Duration = Duration::from_mins(2);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// Webhooks that were worked on since the server started.
pub fn taken(addr: &str) -> Result<usize> {
    let (status, text) = http::get(addr, "/metrics")?;
    if status != 200 {
        bail!("/metrics answered {status}");
    }
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("hooks_taken_total "));
    line.map_or(Ok(0), str::parse)
        .context("hooks_taken_total is no number")
}

/// Waits until `count` were worked on; answers how many there are when they are all done or patience ends, and how long
/// that took.
pub fn wait(addr: &str, count: usize) -> Result<(usize, Duration)> {
    let began = Instant::now();
    loop {
        let taken = taken(addr)?;
        if taken >= count || began.elapsed() >= PATIENCE {
            return Ok((taken, began.elapsed()));
        }
        thread::sleep(PAUSE);
    }
}
