//! Webhooks that came in, as the hooks page shows them.

use serde::{Deserialize, Serialize};

use crate::{DealerId, HookId, Timestamp};

/// What became of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was worked on.
    Done,
    /// It waits to be worked on.
    Waiting,
    /// It could not be worked on, the last time that was tried.
    Failed,
}

impl Verdict {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Done, Self::Waiting, Self::Failed];

    /// The name in addresses and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
        }
    }
    /// From the name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }
    /// What is known of a webhook makes its verdict.
    pub fn of(is_done: bool, has_trouble: bool) -> Self {
        match (is_done, has_trouble) {
            (true, _) => Self::Done,
            (false, true) => Self::Failed,
            (false, false) => Self::Waiting,
        }
    }
}

/// Which webhooks to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Of one dealer.
    pub dealer: Option<DealerId>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: Option<String>,
    /// With one verdict.
    pub verdict: Option<Verdict>,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookLine {
    /// Which.
    pub id: HookId,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: String,
    /// The same in words.
    pub words: String,
    /// Whose account signed it; none for Meta's.
    pub dealer: Option<DealerId>,
    /// That dealer's name.
    pub dealer_name: Option<String>,
    /// When it came.
    pub at: Timestamp,
    /// What became of it.
    pub verdict: Verdict,
    /// Why it could not be worked on.
    pub trouble: Option<String>,
}

/// One webhook with everything it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookView {
    /// Its line.
    pub line: HookLine,
    /// When it was worked on.
    pub done_at: Option<Timestamp>,
    /// The form's fields in their order; empty for JSON.
    pub fields: Vec<(String, String)>,
    /// The body as it came, where it is no form.
    pub body: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_done_or_failed_or_waits() {
        assert_eq!(Verdict::of(true, true), Verdict::Done);
        assert_eq!(Verdict::of(false, true), Verdict::Failed);
        assert_eq!(Verdict::of(false, false), Verdict::Waiting);
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::parse(verdict.as_str()), Some(verdict));
        }
    }
}
