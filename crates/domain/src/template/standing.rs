//! Where a template stands: what we did with it, and what Twilio last said of Meta's judgement. Never assumed.

use serde::{Deserialize, Serialize};

use super::{ButtonKind, Shape};
use crate::{Lang, say::templates as words};

/// Where a template stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On its way to Twilio.
    Making,
    /// Twilio has it; Meta was not asked.
    Unsubmitted,
    /// Twilio has the request for Meta.
    Received,
    /// Meta has it.
    Pending,
    /// Meta has approved it.
    Approved,
    /// Meta has rejected it.
    Rejected,
    /// Meta has paused it for some hours.
    Paused,
    /// Meta has switched it off for good.
    Disabled,
    /// Twilio did not take it.
    Failed,
    /// On its way out.
    Deleting,
    /// A word of Twilio's that is newer than this program.
    Other,
}

impl Standing {
    /// From Twilio's word.
    pub fn of_twilio(word: &str) -> Self {
        match word {
            "unsubmitted" | "" => Self::Unsubmitted,
            "received" => Self::Received,
            "pending" => Self::Pending,
            "approved" => Self::Approved,
            "rejected" => Self::Rejected,
            "paused" => Self::Paused,
            "disabled" => Self::Disabled,
            _ => Self::Other,
        }
    }

    /// For people.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Making => words::standing_making(lang),
            Self::Unsubmitted => words::standing_unsubmitted(lang),
            Self::Received => words::standing_received(lang),
            Self::Pending => words::standing_pending(lang),
            Self::Approved => words::standing_approved(lang),
            Self::Rejected => words::standing_rejected(lang),
            Self::Paused => words::standing_paused(lang),
            Self::Disabled => words::standing_disabled(lang),
            Self::Failed => words::standing_failed(lang),
            Self::Deleting => words::standing_deleting(lang),
            Self::Other => words::standing_other(lang),
        }
    }

    /// Whether the next word is Twilio's or Meta's: then it is asked for again soon.
    pub fn is_under_way(self) -> bool {
        matches!(
            self,
            Self::Making | Self::Received | Self::Pending | Self::Deleting
        )
    }
}

/// Why a template cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Where it stands.
    Standing(Standing),
    /// It can only be sent within a day of the buyer's last message.
    OnlyInside,
    /// It has more answers to tap than are taken without Meta's approval.
    ManyAnswers,
    /// It is of a kind that is not known here.
    UnknownKind,
}

/// Answers to tap that WhatsApp takes in a message which Meta did not approve; of an approved one it takes ten. Source:
/// Twilio, "twilio/quick-reply".
const MOST_ANSWERS: usize = 3;

impl Unusable {
    /// In words.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::OnlyInside => words::why_only_inside(lang),
            Self::ManyAnswers => words::why_many_answers(lang),
            Self::UnknownKind => words::why_unknown_kind(lang),
            Self::Standing(standing) => match standing {
                Standing::Making => words::why_making(lang),
                Standing::Unsubmitted => words::why_unsubmitted(lang),
                Standing::Received | Standing::Pending => words::why_pending(lang),
                Standing::Rejected => words::why_rejected(lang),
                Standing::Paused => words::why_paused(lang),
                Standing::Disabled => words::why_disabled(lang),
                Standing::Failed => words::why_failed(lang),
                Standing::Deleting => words::why_deleting(lang),
                Standing::Approved | Standing::Other => words::why_other(lang),
            },
        }
    }
}

/// Whether a template can be sent now. `None` is a shape that is not known here.
pub fn usable(standing: Standing, shape: Option<&Shape>, window_is_open: bool) -> Result<(), Unusable> {
    let shape = shape.ok_or(Unusable::UnknownKind)?;
    match standing {
        Standing::Approved => Ok(()),
        Standing::Unsubmitted | Standing::Received | Standing::Pending if window_is_open => {
            let buttons = shape.buttons();
            let answers = buttons.iter().filter(|button| button.kind == ButtonKind::Reply);
            let is_few = answers.count() <= MOST_ANSWERS;
            is_few.then_some(()).ok_or(Unusable::ManyAnswers)
        }
        Standing::Unsubmitted if !shape.can_be_submitted() => Err(Unusable::OnlyInside),
        other => Err(Unusable::Standing(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_meta_has_approved_goes_out_after_a_day() {
        let text = Shape::Text {
            body: "Your car is ready".into(),
        };
        for word in [
            "unsubmitted",
            "received",
            "pending",
            "rejected",
            "paused",
            "disabled",
            "in_appeal",
        ] {
            let standing = Standing::of_twilio(word);
            assert_eq!(
                usable(standing, Some(&text), false),
                Err(Unusable::Standing(standing)),
                "{word}"
            );
        }
        assert_eq!(
            usable(Standing::of_twilio("approved"), Some(&text), false),
            Ok(())
        );
        assert_eq!(usable(Standing::Approved, None, true), Err(Unusable::UnknownKind));
    }

    #[test]
    fn more_than_three_answers_to_tap_need_metas_approval() {
        let asking = |answers: usize| Shape::QuickReply {
            body: "Which day suits you?".into(),
            buttons: (1..=answers).map(|n| n.to_string()).collect(),
        };
        assert_eq!(usable(Standing::Unsubmitted, Some(&asking(3)), true), Ok(()));
        assert_eq!(
            usable(Standing::Unsubmitted, Some(&asking(4)), true),
            Err(Unusable::ManyAnswers)
        );
        assert_eq!(usable(Standing::Approved, Some(&asking(4)), false), Ok(()));
    }

    #[test]
    fn within_a_day_what_meta_has_not_refused_may_be_sent() {
        let menu = Shape::List {
            body: "Which car?".into(),
            button: "Choose".into(),
            lines: vec![],
        };
        assert_eq!(usable(Standing::Unsubmitted, Some(&menu), true), Ok(()));
        assert_eq!(
            usable(Standing::Unsubmitted, Some(&menu), false),
            Err(Unusable::OnlyInside)
        );
        for standing in [
            Standing::Rejected,
            Standing::Paused,
            Standing::Disabled,
            Standing::Making,
        ] {
            assert!(usable(standing, Some(&menu), true).is_err());
        }
    }
}
