//! What a run prints about its parts.

use std::time::Duration;

/// How one part of a run ended.
pub struct Row {
    pub part: &'static str,
    pub outcome: Outcome,
    pub took: Duration,
}

/// How one part ended, with its closing words.
pub enum Outcome {
    Passed(String),
    Failed(String),
    Skipped(String),
}

impl Row {
    /// Whether the whole run fails because of this part.
    pub fn failed(&self) -> bool {
        matches!(self.outcome, Outcome::Failed(_))
    }

    /// The closing line of this part.
    pub fn line(&self) -> String {
        let (word, detail) = match &self.outcome {
            Outcome::Passed(detail) => ("ok", detail),
            Outcome::Failed(detail) => ("FAILED", detail),
            Outcome::Skipped(detail) => ("skipped", detail),
        };
        let end = if detail.is_empty() {
            String::new()
        } else {
            format!("  {detail}")
        };
        format!("{:<14} {word:<8} {:>8}{end}", self.part, time(self.took))
    }
}

/// A duration as people say it.
pub fn time(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Bytes as thousands: 123.4 kB.
pub fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// A line that opens a part.
pub fn heading(name: &str) {
    println!("\n━━ {name} {}", "━".repeat(60_usize.saturating_sub(name.len())));
}
