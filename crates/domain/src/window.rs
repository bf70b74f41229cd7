//! The 24 hours after the buyer's last message in which free text may be sent.

use serde::{Deserialize, Serialize};

use crate::{Span, Timestamp};

/// How long free text may be sent. Source: WhatsApp Business Platform, "customer service window".
pub const LENGTH: Span = Span::hours(24);
/// From when on the composer warns.
pub const CLOSING: Span = Span::hours(1);

/// Whether free text may be sent now. Composer, API and jobs all ask [`window`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Yes, until then.
    Open {
        /// When it closes.
        until: Timestamp,
    },
    /// Yes, for less than an hour.
    Closing {
        /// When it closes.
        until: Timestamp,
    },
    /// No: only an approved template.
    Closed {
        /// Since when; `None` if the buyer has never written.
        since: Option<Timestamp>,
    },
}

impl Window {
    /// Whether free text may be sent.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed { .. })
    }
}

/// The window of a conversation whose buyer last wrote at `last_inbound`.
pub fn window(last_inbound: Option<Timestamp>, now: Timestamp) -> Window {
    let Some(until) = last_inbound.map(|at| at + LENGTH) else {
        return Window::Closed { since: None };
    };
    if now >= until {
        Window::Closed { since: Some(until) }
    } else if until - now < CLOSING {
        Window::Closing { until }
    } else {
        Window::Open { until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_the_buyers_message_warns_for_an_hour_and_closes_to_the_microsecond() {
        let wrote = Timestamp::from_seconds(1_000_000);
        let until = wrote + LENGTH;
        let at = |span: Span| window(Some(wrote), wrote + span);
        assert_eq!(at(Span(0)), Window::Open { until });
        assert_eq!(at(Span::hours(23)), Window::Open { until });
        assert_eq!(at(Span(Span::hours(23).0 + 1)), Window::Closing { until });
        assert_eq!(at(Span(LENGTH.0 - 1)), Window::Closing { until });
        assert_eq!(at(LENGTH), Window::Closed { since: Some(until) });
        assert_eq!(window(None, wrote), Window::Closed { since: None });
    }
}
