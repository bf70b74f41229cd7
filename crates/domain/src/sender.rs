//! A number as registered with WhatsApp: Twilio's status, and what it means for people.

use serde::{Deserialize, Serialize};

use crate::{Lang, Span, Timestamp, dictionary, say};

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

/// Health in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Which of the five.
    pub level: HealthLevel,
    /// What happened and what it means: *In review, normal, up to 24 h*.
    pub words: String,
    /// Who must act, and what they do; empty if nobody has to.
    pub act: String,
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
    let of = |level, words: &str, act: &str, code| Health {
        level,
        words: words.to_owned(),
        act: act.to_owned(),
        code,
        checked: look.checked,
    };
    let because = |level, code| {
        let entry = dictionary::entry(lang, code);
        of(level, entry.what, entry.act, Some(code))
    };
    if look.disconnected {
        return of(
            HealthLevel::Disconnected,
            h::disconnected(lang),
            h::disconnected_act(lang),
            None,
        );
    }
    match look.meta.as_deref() {
        Some("DISABLE") => return because(HealthLevel::Paused, 63112),
        Some("SCHEDULE_FOR_DISABLE") => {
            return of(
                HealthLevel::ActionNeeded,
                h::will_be_disabled(lang),
                h::will_be_disabled_act(lang),
                Some(63112),
            );
        }
        Some(_) => return because(HealthLevel::ActionNeeded, 63111),
        None => {}
    }
    if look.status.is_online() {
        return if look.webhooks_ours {
            of(HealthLevel::Connected, h::connected(lang), "", None)
        } else {
            of(
                HealthLevel::ActionNeeded,
                h::drifted(lang),
                h::drifted_act(lang),
                None,
            )
        };
    }
    match (&look.status, look.reason) {
        (SenderStatus::Offline, Some(code @ (63112 | 63051))) => because(HealthLevel::Paused, code),
        (SenderStatus::Offline, Some(code)) => because(HealthLevel::ActionNeeded, code),
        (SenderStatus::Offline, None) => {
            let since = look.offline_since.unwrap_or(look.registered);
            if now - since <= TRANSIENT_OFFLINE {
                of(HealthLevel::InReview, h::transient(lang), "", None)
            } else {
                of(
                    HealthLevel::ActionNeeded,
                    h::offline(lang),
                    h::offline_act(lang),
                    None,
                )
            }
        }
        (SenderStatus::TwilioReview, _) => of(HealthLevel::InReview, h::review(lang), "", None),
        _ => of(HealthLevel::InReview, h::on_its_way(lang), "", None),
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
    fn what_was_taken_away_is_disconnected_whatever_else_is_said() {
        let gone = Look {
            disconnected: true,
            meta: Some("DISABLE".into()),
            ..look()
        };
        assert_eq!(level(&gone), HealthLevel::Disconnected);
    }
}
