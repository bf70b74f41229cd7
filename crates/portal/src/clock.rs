use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use domain::{Span, Timestamp};

/// The time of day. A deed reads it once; tests move it instead of waiting.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// The machine's clock, so many milliseconds ahead. The demo's, where the buyer's phone lets time pass.
    Ahead(Arc<AtomicI64>),
    /// A clock that stands still until it is moved. Microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now` until it is moved.
    pub fn set(now: Timestamp) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now.0)))
    }

    /// What time it is.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    pub fn now(&self) -> Timestamp {
        let real = || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        };
        match self {
            Self::System => real(),
            Self::Ahead(millis) => real() + Span::millis(millis.load(Ordering::SeqCst)),
            Self::Set(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a set clock on; the machine's clock moves by itself.
    pub fn advance(&self, span: Span) {
        if let Self::Set(at) = self {
            at.fetch_add(span.0, Ordering::SeqCst);
        }
    }
}
