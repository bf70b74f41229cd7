//! What Twilio's codes say about a message, and whether sending it again can help.
//!
//! Source: Twilio's error pages 2xxxx, 3xxxx, 63xxx and 92xxx; the class is our own judgement.

use super::{Entry, Who};
use crate::{
    Lang, Span, Timestamp,
    message::{MessageTrouble, Status},
    say::{message_code as m, sending},
};

/// What a refusal asks of whoever sent the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Send it again.
    Retry,
    /// Send it again after hours, or after somebody has acted.
    Wait,
    /// The same message fails again.
    Fix,
    /// This person cannot or does not want to be reached.
    Recipient,
    /// The account or the number is not healthy: once it is, sending again helps.
    Account,
    /// Nothing failed.
    Note,
}

impl Class {
    /// Whether sending the same message again can help.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Retry | Self::Wait | Self::Account)
    }
}

/// Our own code: the template was deleted before its message was handed over. Twilio's begin at 10,000.
pub const NO_TEMPLATE: u32 = 101;
/// Our own code: the buyer does not agree to offers, which was learned before the message was handed over.
pub const NO_CONSENT: u32 = 102;
const TWILIOS: u32 = 10_000;

/// The pair of sentences with these names.
macro_rules! say {
    ($lang:expr, $what:ident, $act:ident) => {
        (m::$what($lang), m::$act($lang))
    };
}

/// A code in words, and its class; `None` for one that is not listed here.
fn line(lang: Lang, code: u32) -> Option<(Class, Who, (&'static str, &'static str))> {
    use Class::{Account, Fix, Note, Recipient, Retry, Wait};
    use Who::{Dealer, Isv, Meta, Nobody};
    Some(match code {
        NO_TEMPLATE => (Fix, Dealer, say!(lang, gone_what, gone_act)),
        NO_CONSENT => (Recipient, Dealer, say!(lang, consent_what, consent_act)),
        20429 | 30001 | 63017 | 63018 => (Retry, Nobody, say!(lang, busy_what, busy_act)),
        20500 | 30008 | 63009 | 63010 | 63012 | 63023 | 63025 | 63029 => {
            (Retry, Nobody, say!(lang, broken_what, broken_act))
        }
        20404 | 21212 | 21602 | 21603 | 21604 | 21606 | 21609 | 30029 | 63011 | 63030 | 92005 | 92006 => {
            (Fix, Isv, say!(lang, fault_what, fault_act))
        }
        21211 | 21614 | 63003 | 63024 => (Recipient, Nobody, say!(lang, nobody_what, nobody_act)),
        21408 => (Fix, Isv, say!(lang, region_what, region_act)),
        21610 => (Recipient, Nobody, say!(lang, stopped_what, stopped_act)),
        63014 | 63033 => (Recipient, Nobody, say!(lang, blocked_what, blocked_act)),
        63032 => (Recipient, Nobody, say!(lang, limited_what, limited_act)),
        63001 | 63008 | 63020 => (Account, Dealer, say!(lang, access_what, access_act)),
        63002 | 63007 => (Account, Dealer, say!(lang, no_sender_what, no_sender_act)),
        63022 => (Account, Dealer, say!(lang, name_what, name_act)),
        63026 => (Account, Dealer, say!(lang, spam_what, spam_act)),
        63051 => (Account, Dealer, say!(lang, locked_what, locked_act)),
        63005 | 63006 => (Fix, Dealer, say!(lang, content_what, content_act)),
        63013 | 63028 | 21656 => (Fix, Dealer, say!(lang, variables_what, variables_act)),
        63015 => (Fix, Dealer, say!(lang, sandbox_what, sandbox_act)),
        63016 => (Fix, Dealer, say!(lang, window_what, window_act)),
        63019 | 63037 => (Retry, Nobody, say!(lang, media_what, media_act)),
        63034 => (Fix, Dealer, say!(lang, media_large_what, media_large_act)),
        21617 | 63021 => (Fix, Dealer, say!(lang, too_long_what, too_long_act)),
        63031 => (Fix, Nobody, say!(lang, same_what, same_act)),
        63038 => (Wait, Nobody, say!(lang, daily_what, daily_act)),
        63040 => (Fix, Dealer, say!(lang, rejected_what, rejected_act)),
        63041 => (Fix, Meta, say!(lang, paused_what, paused_act)),
        63042 => (Fix, Dealer, say!(lang, disabled_what, disabled_act)),
        21655 | 63027 => (Fix, Dealer, say!(lang, language_what, language_act)),
        63043..=63045 | 63047 => (Fix, Dealer, say!(lang, sample_what, sample_act)),
        92001..=92004 | 92007 | 92008 => (Fix, Dealer, say!(lang, template_what, template_act)),
        92009 => (Fix, Meta, say!(lang, submitted_what, submitted_act)),
        63049 => (Wait, Nobody, say!(lang, marketing_what, marketing_act)),
        63062 => (Fix, Dealer, say!(lang, terms_what, terms_act)),
        63046 | 63052 => (Note, Nobody, say!(lang, note_what, note_act)),
        _ => return None,
    })
}

/// What a code asks of whoever sent the message. New 63xxx codes are worth one more try.
pub fn class(code: u32) -> Class {
    let listed = line(Lang::default(), code).map(|(class, ..)| class);
    listed.unwrap_or(match code {
        10001 | 20003 | 20005 | 30002 | 63111 | 63112 => Class::Account,
        63000..=63999 => Class::Retry,
        _ => Class::Fix,
    })
}

/// A code of a message in words; `None` when it is not one of messages'.
pub(super) fn entry(lang: Lang, code: u32) -> Option<Entry> {
    line(lang, code).map(|(_, who, (what, act))| Entry {
        what,
        act,
        who,
        button: None,
    })
}

/// How long Twilio may stay silent about a message until we say that it will.
pub const SILENCE: Span = Span::days(1);

/// Why a message of ours stands where it does, if something is wrong: `code` is Twilio's, `handed` when it was last
/// handed over. A failure without a code is Twilio's silence.
pub fn trouble(
    lang: Lang,
    status: Option<Status>,
    code: Option<u32>,
    handed: Option<Timestamp>,
    now: Timestamp,
) -> Option<MessageTrouble> {
    let of = |what: &str, act: &str, retry| {
        Some(MessageTrouble {
            what: what.to_owned(),
            act: act.to_owned(),
            code: code.filter(|code| *code >= TWILIOS),
            retry,
        })
    };
    match (status?, code) {
        (Status::Failed, Some(code)) => {
            let known = entry(lang, code);
            let other = || match super::entry(lang, code) {
                unknown if unknown == super::entry(lang, 0) => Entry {
                    what: m::unknown_what(lang),
                    act: m::unknown_act(lang),
                    ..unknown
                },
                listed => listed,
            };
            let words = known.unwrap_or_else(other);
            of(words.what, words.act, class(code).can_retry())
        }
        (Status::Failed, None) => of(sending::silent_what(lang), sending::silent_act(lang), true),
        (Status::Unknown, _) if handed.is_some_and(|at| now - at < SILENCE) => {
            of(sending::unknown_what(lang), sending::unknown_act(lang), false)
        }
        (Status::Unknown, _) => of(
            sending::unknown_long_what(lang),
            sending::unknown_long_act(lang),
            false,
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code that Twilio's pages list for messages over WhatsApp.
    pub const LISTED: [u32; 75] = [
        10001, 20003, 20005, 20404, 20429, 20500, 21211, 21212, 21408, 21606, 21609, 21610, 21614, 21655,
        21656, 30001, 30002, 30008, 30029, 63001, 63002, 63003, 63005, 63006, 63007, 63008, 63009, 63010,
        63011, 63012, 63013, 63014, 63015, 63016, 63017, 63018, 63019, 63020, 63021, 63022, 63023, 63024,
        63025, 63026, 63027, 63028, 63029, 63030, 63031, 63032, 63033, 63034, 63037, 63038, 63040, 63041,
        63042, 63043, 63044, 63045, 63046, 63047, 63049, 63051, 63052, 63062, 63111, 63112, 92001, 92002,
        92003, 92004, 92007, 92008, 92009,
    ];
    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn failed(code: Option<u32>) -> MessageTrouble {
        trouble(Lang::En, Some(Status::Failed), code, None, NOW).expect("a failure has words")
    }

    #[test]
    fn every_code_of_a_message_has_words_of_its_own() {
        let unknown = m::unknown_what(Lang::En);
        for code in LISTED {
            let trouble = failed(Some(code));
            assert!(
                trouble.what != unknown && !trouble.act.is_empty(),
                "{code}: {trouble:?}"
            );
            assert_eq!(trouble.code, Some(code));
        }
        assert_eq!(failed(Some(63_999)).what, unknown);
    }

    #[test]
    fn sending_again_is_offered_where_it_can_help() {
        for code in [20429, 63012, 63018, 63038, 63007, 63111, 63_999] {
            assert!(failed(Some(code)).retry, "{code}");
        }
        for code in [21211, 21610, 63016, 63024, 63028, 63040, 21617] {
            assert!(!failed(Some(code)).retry, "{code}");
        }
        assert!(failed(None).retry, "WhatsApp was silent");
    }

    #[test]
    fn what_nobody_knows_is_said_in_other_words_after_a_day() {
        let at = |handed| trouble(Lang::En, Some(Status::Unknown), None, Some(handed), NOW).unwrap();
        let (soon, late) = (at(NOW - Span::hours(23)), at(NOW - Span::days(1)));
        assert_ne!(soon.what, late.what);
        assert!(!soon.retry && !late.retry, "it may have arrived");
    }

    #[test]
    fn a_message_that_goes_its_way_has_no_trouble() {
        for status in [
            Status::Waiting,
            Status::Queued,
            Status::Sent,
            Status::Delivered,
            Status::Read,
        ] {
            assert_eq!(trouble(Lang::En, Some(status), None, None, NOW), None);
        }
        assert_eq!(trouble(Lang::En, None, None, None, NOW), None);
    }
}
