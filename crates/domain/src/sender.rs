//! A number as registered with WhatsApp: Twilio's status, and what it means for people.

use serde::{Deserialize, Serialize};

use crate::{
    Lang, Span, Timestamp,
    dictionary::{self, Who},
    say,
    signup::Button,
};

/// Twilio's status of a sender. Unknown values are kept as they came.
///
/// Source: Twilio Senders API v2, `status`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SenderStatus {
    /// Just asked for.
    Creating,
    /// Waits for the six digits.
    PendingVerification,
    /// The six digits are being checked (or fetched by Twilio itself).
    Verifying,
    /// Twilio looks at it by hand.
    TwilioReview,
    /// Messages flow.
    Online,
    /// Messages flow while a profile change is applied.
    OnlineUpdating,
    /// Messages do not flow; just after registering this can pass by itself.
    Offline,
    /// Twilio keeps it as a draft.
    Draft,
    /// Twilio's own bookkeeping.
    Stubbed,
    /// A value newer than this program.
    Other(String),
}

impl SenderStatus {
    /// Twilio's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Creating => "CREATING",
            Self::PendingVerification => "PENDING_VERIFICATION",
            Self::Verifying => "VERIFYING",
            Self::TwilioReview => "TWILIO_REVIEW",
            Self::Online => "ONLINE",
            Self::OnlineUpdating => "ONLINE:UPDATING",
            Self::Offline => "OFFLINE",
            Self::Draft => "DRAFT",
            Self::Stubbed => "STUBBED",
            Self::Other(word) => word,
        }
    }
    /// Whether messages flow.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Online | Self::OnlineUpdating)
    }
}

impl From<String> for SenderStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "CREATING" => Self::Creating,
            "PENDING_VERIFICATION" => Self::PendingVerification,
            "VERIFYING" => Self::Verifying,
            "TWILIO_REVIEW" => Self::TwilioReview,
            "ONLINE" => Self::Online,
            "ONLINE:UPDATING" => Self::OnlineUpdating,
            "OFFLINE" => Self::Offline,
            "DRAFT" => Self::Draft,
            "STUBBED" => Self::Stubbed,
            _ => Self::Other(word),
        }
    }
}
impl From<SenderStatus> for String {
    fn from(status: SenderStatus) -> Self {
        status.as_str().to_owned()
    }
}

/// What a word of Meta's about an account is about. Each kind goes its own way: an account that is shared again may be
/// banned still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MetaWordKind {
    /// Whether it is shared with us: `PARTNER_ADDED`, `PARTNER_REMOVED`, `PARTNER_APP_UNINSTALLED`, `ACCOUNT_DELETED`.
    Share,
    /// Whether it is banned: `DISABLED_UPDATE`.
    Ban,
}

impl MetaWordKind {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Ban => "ban",
        }
    }
}

/// How a connected number is doing. Never a bare red dot: the words come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    /// Messages flow.
    Connected,
    /// On its way; normal.
    InReview,
    /// Someone must do something.
    ActionNeeded,
    /// Meta has paused or banned it.
    Paused,
    /// Taken away, by the dealer or by us.
    Disconnected,
}

impl HealthLevel {
    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::InReview => "in_review",
            Self::ActionNeeded => "action_needed",
            Self::Paused => "paused",
            Self::Disconnected => "disconnected",
        }
    }
}

/// The one press that helps with a connected number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Through Meta's window again with the same number. It ends this integration and costs one of the ten registrations
    /// of three days.
    Reconnect,
    /// Ask Twilio how it is now.
    Refresh,
    /// Write our webhook addresses at Twilio again.
    Repair,
    /// Meta's Business Support Home, where it says what it wants.
    Meta,
    /// Ask the ISV.
    Help,
}

impl From<Button> for Remedy {
    /// What the dictionary's button is for a number that is connected already.
    fn from(button: Button) -> Self {
        match button {
            Button::Facebook => Self::Reconnect,
            Button::Retry => Self::Refresh,
            // Another number does not help this one.
            Button::Number | Button::Help => Self::Help,
        }
    }
}

/// Health in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Which of the five.
    pub level: HealthLevel,
    /// What happened and what it means, without the level's name: *normal, up to 24 h*. Empty if the name says it all.
    pub words: String,
    /// What is to be done; empty if nothing is.
    pub act: String,
    /// Who must do it; [`Who::Nobody`] where whoever reads it can, or nothing must be done.
    pub who: Who,
    /// The one button, if one helps.
    pub button: Option<Remedy>,
    /// Twilio's or Meta's code behind it, if any.
    pub code: Option<u32>,
    /// When we last asked Twilio.
    pub checked: Option<Timestamp>,
}

/// `OFFLINE` just after registering can pass by itself for so long. Source: Twilio, "Senders API", status.
pub const TRANSIENT_OFFLINE: Span = Span::minutes(10);

/// What is known of a sender, for [`health`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Twilio's status.
    pub status: SenderStatus,
    /// Twilio's first reason for being offline.
    pub reason: Option<u32>,
    /// What Meta says is wrong with the account: `PARTNER_REMOVED`, `PARTNER_APP_UNINSTALLED`, `ACCOUNT_DELETED`,
    /// `DISABLE`, `SCHEDULE_FOR_DISABLE`.
    pub meta: Option<String>,
    /// Whether Twilio calls our addresses.
    pub webhooks_ours: bool,
    /// Since when it is registered.
    pub registered: Timestamp,
    /// Since when it is not online, having been so.
    pub offline_since: Option<Timestamp>,
    /// When Twilio was last asked.
    pub checked: Option<Timestamp>,
    /// Whether it was taken away.
    pub disconnected: bool,
}

/// How a sender is doing, in words. Meta's word comes first: Twilio learns of it later.
pub fn health(lang: Lang, look: &Look, now: Timestamp) -> Health {
    use say::health as h;
    let of = |level, words: &str, checked| Health {
        level,
        words: words.to_owned(),
        act: String::new(),
        who: Who::Nobody,
        button: None,
        code: None,
        checked,
    };
    let well = |level, words| of(level, words, look.checked);
    let wrong = |words, act: &str, button| Health {
        act: act.to_owned(),
        button: Some(button),
        ..well(HealthLevel::ActionNeeded, words)
    };
    if look.disconnected {
        // Nobody asks Twilio after it, and its page offers the way back by itself.
        return Health {
            act: h::disconnected_act(lang).to_owned(),
            ..of(HealthLevel::Disconnected, "", None)
        };
    }
    match look.meta.as_deref() {
        Some("DISABLE") => return because(lang, 63112, look.checked),
        Some("SCHEDULE_FOR_DISABLE") => {
            return Health {
                who: Who::Dealer,
                code: Some(63112),
                ..wrong(
                    h::will_be_disabled(lang),
                    h::will_be_disabled_act(lang),
                    Remedy::Meta,
                )
            };
        }
        Some(_) => return because(lang, 63111, look.checked),
        None => {}
    }
    match (&look.status, look.reason) {
        (status, _) if status.is_online() && look.webhooks_ours => well(HealthLevel::Connected, ""),
        (status, _) if status.is_online() => wrong(h::drifted(lang), h::drifted_act(lang), Remedy::Repair),
        (SenderStatus::Offline, Some(code)) => because(lang, code, look.checked),
        (SenderStatus::Offline, None) => {
            let since = look.offline_since.unwrap_or(look.registered);
            if now - since <= TRANSIENT_OFFLINE {
                well(HealthLevel::InReview, h::transient(lang))
            } else {
                wrong(h::offline(lang), h::offline_act(lang), Remedy::Refresh)
            }
        }
        (SenderStatus::TwilioReview, _) => well(HealthLevel::InReview, h::review(lang)),
        _ => well(HealthLevel::InReview, h::on_its_way(lang)),
    }
}

/// What a code says of a number, in the dictionary's words.
fn because(lang: Lang, code: u32, checked: Option<Timestamp>) -> Health {
    let entry = dictionary::entry(lang, code);
    let metas = matches!(code, 63112 | 63051);
    Health {
        level: if metas {
            HealthLevel::Paused
        } else {
            HealthLevel::ActionNeeded
        },
        words: entry.what.to_owned(),
        act: entry.act.to_owned(),
        who: entry.who,
        // A step of a signup can be tried again; for a number that Meta has paused, Meta's page is the way.
        button: if metas {
            Some(Remedy::Meta)
        } else {
            entry.button.map(Remedy::from)
        },
        code: Some(code),
        checked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn look() -> Look {
        Look {
            status: SenderStatus::Online,
            reason: None,
            meta: None,
            webhooks_ours: true,
            registered: NOW - Span::days(3),
            offline_since: None,
            checked: Some(NOW),
            disconnected: false,
        }
    }

    fn level(look: &Look) -> HealthLevel {
        health(Lang::En, look, NOW).level
    }

    #[test]
    fn online_with_our_webhooks_is_connected() {
        assert_eq!(level(&look()), HealthLevel::Connected);
        let drifted = Look {
            webhooks_ours: false,
            ..look()
        };
        assert_eq!(level(&drifted), HealthLevel::ActionNeeded);
    }

    #[test]
    fn metas_word_counts_although_twilio_still_says_online() {
        for (word, expected) in [
            ("PARTNER_REMOVED", HealthLevel::ActionNeeded),
            ("PARTNER_APP_UNINSTALLED", HealthLevel::ActionNeeded),
            ("ACCOUNT_DELETED", HealthLevel::ActionNeeded),
            ("SCHEDULE_FOR_DISABLE", HealthLevel::ActionNeeded),
            ("DISABLE", HealthLevel::Paused),
        ] {
            let said = Look {
                meta: Some(word.into()),
                ..look()
            };
            assert_eq!(level(&said), expected, "{word}");
        }
    }

    #[test]
    fn review_and_a_moment_offline_are_normal() {
        for status in [
            SenderStatus::TwilioReview,
            SenderStatus::Verifying,
            SenderStatus::Creating,
        ] {
            assert_eq!(level(&Look { status, ..look() }), HealthLevel::InReview);
        }
        let moment = Look {
            status: SenderStatus::Offline,
            offline_since: Some(NOW - Span::minutes(9)),
            ..look()
        };
        assert_eq!(level(&moment), HealthLevel::InReview);
        let long = Look {
            offline_since: Some(NOW - Span::minutes(11)),
            ..moment
        };
        assert_eq!(level(&long), HealthLevel::ActionNeeded);
    }

    #[test]
    fn a_reason_speaks_for_itself_and_says_who_must_act() {
        let offline = Look {
            status: SenderStatus::Offline,
            ..look()
        };
        let gone = health(
            Lang::En,
            &Look {
                reason: Some(63111),
                ..offline.clone()
            },
            NOW,
        );
        assert_eq!((gone.level, gone.code), (HealthLevel::ActionNeeded, Some(63111)));
        assert!(!gone.act.is_empty());
        assert_eq!(
            level(&Look {
                reason: Some(63112),
                ..offline
            }),
            HealthLevel::Paused
        );
    }

    #[test]
    fn the_words_do_not_say_the_levels_name_again() {
        let words = |look: &Look| health(Lang::En, look, NOW).words;
        let review = Look {
            status: SenderStatus::TwilioReview,
            ..look()
        };
        assert_eq!(words(&review), "normal, up to 24 h");
        assert_eq!(words(&look()), "");
        let gone = Look {
            disconnected: true,
            ..look()
        };
        assert_eq!(words(&gone), "");
        for meta in ["PARTNER_REMOVED", "SCHEDULE_FOR_DISABLE", "DISABLE"] {
            let said = words(&Look {
                meta: Some(meta.into()),
                ..look()
            });
            assert!(!said.is_empty() && !said.contains("Action needed"), "{said}");
        }
    }

    #[test]
    fn each_trouble_has_the_button_that_helps_with_it_and_no_other() {
        let meta = |word: &str| Look {
            meta: Some(word.into()),
            ..look()
        };
        let offline = |reason| Look {
            status: SenderStatus::Offline,
            reason,
            ..look()
        };
        let drifted = Look {
            webhooks_ours: false,
            ..look()
        };
        for (look, who, button) in [
            (meta("PARTNER_REMOVED"), Who::Dealer, Some(Remedy::Reconnect)),
            (
                meta("PARTNER_APP_UNINSTALLED"),
                Who::Dealer,
                Some(Remedy::Reconnect),
            ),
            (meta("ACCOUNT_DELETED"), Who::Dealer, Some(Remedy::Reconnect)),
            (offline(Some(63111)), Who::Dealer, Some(Remedy::Reconnect)),
            (meta("SCHEDULE_FOR_DISABLE"), Who::Dealer, Some(Remedy::Meta)),
            (meta("DISABLE"), Who::Dealer, Some(Remedy::Meta)),
            (offline(Some(63051)), Who::Dealer, Some(Remedy::Meta)),
            (offline(Some(63109)), Who::Dealer, Some(Remedy::Help)),
            (offline(Some(63100)), Who::Isv, Some(Remedy::Help)),
            (offline(Some(63018)), Who::Nobody, None),
            (offline(None), Who::Nobody, Some(Remedy::Refresh)),
            (drifted, Who::Nobody, Some(Remedy::Repair)),
            (look(), Who::Nobody, None),
        ] {
            let health = health(Lang::En, &look, NOW);
            assert_eq!((health.who, health.button), (who, button), "{look:?}");
        }
    }

    #[test]
    fn what_was_taken_away_is_disconnected_whatever_else_is_said() {
        let gone = Look {
            disconnected: true,
            meta: Some("DISABLE".into()),
            ..look()
        };
        assert_eq!(level(&gone), HealthLevel::Disconnected);
    }
}
