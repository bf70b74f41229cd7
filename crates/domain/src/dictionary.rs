//! One dictionary for every code of Twilio and Meta: what happened, who must act, which button. Pages, mails, the
//! API and the log all use it.
//!
//! Sources: Twilio's error pages 2xxxx and 63xxx, Meta's Embedded Signup errors. One of the codes has no page: 63110 was
//! seen, and what it means is a guess. Its words say so.

mod messages;
mod meta_window;

use serde::{Deserialize, Serialize};

use crate::{Lang, say, signup::Button};

pub use messages::{Class, NO_CONSENT, NO_TEMPLATE, SILENCE, class, trouble};
pub use meta_window::meta_window;

/// Who must do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The dealer.
    Dealer,
    /// The ISV.
    Isv,
    /// Meta.
    Meta,
    /// Twilio.
    Twilio,
    /// Nobody: we try again.
    Nobody,
}

/// A code in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub what: &'static str,
    /// Who must act and what they do.
    pub act: &'static str,
    /// Who must act.
    pub who: Who,
    /// The one button, if one helps.
    pub button: Option<Button>,
}

/// A code in words; an unknown code has words too.
pub fn entry(lang: Lang, code: u32) -> Entry {
    use say::dictionary as d;
    let of = |what, act, who, button| Entry {
        what,
        act,
        who,
        button,
    };
    match code {
        20003 | 20005 | 10001 | 30002 => of(
            d::account_what(lang),
            d::account_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        20249 | 133_016 => of(
            d::registrations_what(lang),
            d::registrations_act(lang),
            Who::Dealer,
            None,
        ),
        20429 | 63017 | 63018 => of(d::busy_what(lang), d::busy_act(lang), Who::Nobody, None),
        21422 => of(
            d::taken_what(lang),
            d::taken_act(lang),
            Who::Dealer,
            Some(Button::Number),
        ),
        21615 | 21631 | 21649 | 21650 | 21613 => of(
            d::papers_what(lang),
            d::papers_act(lang),
            Who::Isv,
            Some(Button::Number),
        ),
        21480 => of(
            d::subaccounts_what(lang),
            d::subaccounts_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        63100 => of(
            d::refused_what(lang),
            d::refused_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        63020 | 63101 => of(
            d::unshared_what(lang),
            d::unshared_act(lang),
            Who::Dealer,
            Some(Button::Facebook),
        ),
        63102 => of(
            d::other_waba_what(lang),
            d::other_waba_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        63103 => of(
            d::payment_what(lang),
            d::payment_act(lang),
            Who::Dealer,
            Some(Button::Facebook),
        ),
        63104 => of(
            d::full_what(lang),
            d::full_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        63105 => of(
            d::state_what(lang),
            d::state_act(lang),
            Who::Nobody,
            Some(Button::Retry),
        ),
        63109 => of(
            d::moved_what(lang),
            d::moved_act(lang),
            Who::Dealer,
            Some(Button::Help),
        ),
        // Unverified: Twilio documents no text for it.
        63110 => of(
            d::maybe_in_use_what(lang),
            d::maybe_in_use_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        63111 => of(
            d::gone_what(lang),
            d::gone_act(lang),
            Who::Dealer,
            Some(Button::Facebook),
        ),
        63112 | 63051 => of(
            d::disabled_what(lang),
            d::disabled_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        63116 => of(
            d::code_what(lang),
            d::code_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        _ => messages::entry(lang, code).unwrap_or(of(
            d::unknown_what(lang),
            d::unknown_act(lang),
            Who::Isv,
            Some(Button::Retry),
        )),
    }
}

/// What is in the way without a code of Twilio's or Meta's, in words. The names are ours:
/// `silent` (no answer for hours), `no_numbers` (none for sale), `unconfirmed` (only the browser told of the WABA, and one
/// number was bought for that), `elsewhere` (the number is another company's here), `unset` (a setting is missing), `gone` (Twilio
/// no longer knows the number), `slow` (in review for more than a day).
pub fn ours(lang: Lang, word: &str) -> Entry {
    use say::dictionary as d;
    let of = |what, act, who, button| Entry {
        what,
        act,
        who,
        button,
    };
    match word {
        "silent" => of(
            d::silent_what(lang),
            d::silent_act(lang),
            Who::Nobody,
            Some(Button::Retry),
        ),
        "no_numbers" => of(
            d::no_numbers_what(lang),
            d::no_numbers_act(lang),
            Who::Dealer,
            Some(Button::Number),
        ),
        "unconfirmed" => of(
            d::unconfirmed_what(lang),
            d::unconfirmed_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        "elsewhere" => of(
            d::elsewhere_what(lang),
            d::elsewhere_act(lang),
            Who::Dealer,
            Some(Button::Number),
        ),
        "unset" => of(
            d::unset_what(lang),
            d::unset_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        "gone" => of(
            d::lost_what(lang),
            d::lost_act(lang),
            Who::Dealer,
            Some(Button::Retry),
        ),
        "slow" => of(
            d::slow_what(lang),
            d::slow_act(lang),
            Who::Isv,
            Some(Button::Help),
        ),
        _ => entry(lang, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_the_senders_api_is_known_to_give_has_words_of_its_own() {
        let unknown = entry(Lang::En, 0).what;
        for code in [
            20003, 20005, 20249, 20429, 21422, 21480, 21615, 21631, 21649, 63020, 63051, 63100, 63101, 63102,
            63103, 63104, 63105, 63109, 63110, 63111, 63112, 63116, 133_016,
        ] {
            assert_ne!(entry(Lang::En, code).what, unknown, "{code}");
        }
    }

    #[test]
    fn a_code_without_a_page_is_told_as_a_guess_with_a_way_out() {
        let Entry { what, act, .. } = entry(Lang::En, 63110);
        assert!(what.contains("may still"), "{what}");
        assert!(act.contains("If it is") && act.contains("ask for help"), "{act}");
    }

    #[test]
    fn a_code_or_a_word_nobody_knows_has_words_too() {
        assert_eq!(entry(Lang::En, 99_999), entry(Lang::En, 0));
        assert_eq!(ours(Lang::En, "fax"), entry(Lang::En, 0));
    }

    #[test]
    fn whoever_must_act_is_given_a_way_to() {
        for code in [
            20003, 21422, 63100, 63101, 63102, 63103, 63104, 63109, 63110, 63111, 63112, 63116, 0,
        ] {
            let entry = entry(Lang::En, code);
            assert!(entry.button.is_some() && !entry.act.is_empty(), "{code}");
        }
    }
}
