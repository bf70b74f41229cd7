//! How long buyers waited for an answer of a person.

use serde::{Deserialize, Serialize};

use crate::{ConversationId, PersonId, Span, Timestamp};

/// Waits in figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many waits ended.
    pub count: u32,
    /// Half of them were not longer than this; the upper one of two in the middle.
    pub median: Span,
    /// What they lasted on average.
    pub average: Span,
}

impl Figures {
    /// Of these waits, in any order. Zero of none.
    pub fn of(mut waits: Vec<Span>) -> Self {
        waits.sort_unstable();
        let Some(median) = waits.get(waits.len() / 2).copied() else {
            return Self::default();
        };
        let sum: i128 = waits.iter().map(|wait| i128::from(wait.0)).sum();
        let count = i128::try_from(waits.len()).unwrap_or(i128::MAX);
        Self {
            count: u32::try_from(waits.len()).unwrap_or(u32::MAX),
            median,
            average: Span(i64::try_from(sum / count).unwrap_or(i64::MAX)),
        }
    }
}

/// The waits that ended on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayFigures {
    /// `2026-11-21`.
    pub day: String,
    /// Its waits.
    pub figures: Figures,
}

/// The waits that one person ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFigures {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their waits.
    pub figures: Figures,
}

/// The waits of one buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationFigures {
    /// In which conversation.
    pub conversation: ConversationId,
    /// The buyer.
    pub name: String,
    /// Their waits.
    pub figures: Figures,
}

/// First replies of the last days, for the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// All of them.
    pub all: Figures,
    /// Each day, the oldest first; days without a reply too.
    pub days: Vec<DayFigures>,
    /// Each person who replied, whoever replied most first.
    pub people: Vec<PersonFigures>,
    /// The buyers who waited longest, by their median, at most ten.
    pub slowest: Vec<ConversationFigures>,
}

/// The day of a moment in UTC: `2026-11-21`.
pub fn day(at: Timestamp) -> String {
    let (year, month, day, ..) = at.civil();
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_and_the_average_is_pulled() {
        let of = |seconds: &[i64]| Figures::of(seconds.iter().map(|s| Span::seconds(*s)).collect());
        assert_eq!(of(&[]), Figures::default());
        let three = of(&[60, 10, 230]);
        assert_eq!(
            (three.count, three.median, three.average),
            (3, Span::seconds(60), Span::seconds(100))
        );
        let four = of(&[4, 1, 3, 2]);
        assert_eq!((four.median, four.average), (Span::seconds(3), Span(2_500_000)));
    }
}
