//! One dictionary for every code of Twilio and Meta: what happened, who must act, which button. Pages, mails, the
//! API and the log all use it.
//!
//! Sources: Twilio's error pages 2xxxx and 63xxx, Meta's Embedded Signup errors.

use crate::{Lang, say, signup::Button};

/// Who must do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
        _ => of(
            d::unknown_what(lang),
            d::unknown_act(lang),
            Who::Isv,
            Some(Button::Retry),
        ),
    }
}
