//! What goes wrong inside Meta's window, in words: a dealer who presses *Report a problem* there hands us the text that
//! Meta showed.
//!
//! Source: Meta, Embedded Signup, "Embedded Signup flow errors". It documents the texts and no ids for them, so they are
//! known by a part that is unlikely to change. Meta writes them in the language of the dealer's Facebook: only the English
//! ones are known, and every other is told as it came.

use super::{Entry, Who};
use crate::{Lang, say::meta_window as w, signup::Button};

type Words = fn(Lang) -> &'static str;

/// Parts of Meta's texts, in lower case with straight apostrophes, and what they mean.
struct Line {
    said: &'static [&'static str],
    what: Words,
    act: Words,
    button: Button,
}

/// In the order of the screens. All of it is the dealer's to mend: the company, the account and the name are theirs.
const LINES: [Line; 13] = [
    Line {
        said: &["facebook account is too new"],
        what: w::young_what,
        act: w::young_act,
        button: Button::Facebook,
    },
    Line {
        said: &["limit for the number of businesses", "only create one business"],
        what: w::portfolios_what,
        act: w::portfolios_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "does not have permission to create",
            "don't have permission to create",
        ],
        what: w::not_admin_what,
        act: w::not_admin_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "can't verify the meta business",
            "couldn't verify the meta business",
            "business account is restricted",
            "portfolio is restricted",
        ],
        what: w::restricted_what,
        act: w::restricted_act,
        button: Button::Facebook,
    },
    Line {
        said: &["payment account is disabled", "payment account was disabled"],
        what: w::payment_what,
        act: w::payment_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "registered to an existing whatsapp account",
            "already registered with whatsapp",
        ],
        what: w::on_whatsapp_what,
        act: w::on_whatsapp_act,
        button: Button::Facebook,
    },
    Line {
        said: &["number has been blocked", "number is blocked"],
        what: w::blocked_what,
        act: w::blocked_act,
        button: Button::Number,
    },
    Line {
        said: &["maximum number of phone numbers"],
        what: w::full_what,
        act: w::full_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "verified name violates whatsapp",
            "display name violates whatsapp",
        ],
        what: w::name_what,
        act: w::name_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "cannot edit verified name",
            "name verification already in progress",
        ],
        what: w::name_pending_what,
        act: w::name_pending_act,
        button: Button::Facebook,
    },
    Line {
        said: &["guessed too many times", "register this number too many times"],
        what: w::guessed_what,
        act: w::guessed_act,
        button: Button::Facebook,
    },
    Line {
        said: &["requested your code too many times"],
        what: w::requested_what,
        act: w::requested_act,
        button: Button::Facebook,
    },
    Line {
        said: &[
            "number doesn't appear to be valid",
            "number does not appear to be valid",
        ],
        what: w::invalid_what,
        act: w::invalid_act,
        button: Button::Number,
    },
];

/// An error that Meta's window showed, in words; `None` for a text that is not known.
pub fn meta_window(lang: Lang, message: &str) -> Option<Entry> {
    let message = message.to_lowercase().replace('’', "'");
    let line = LINES
        .iter()
        .find(|line| line.said.iter().any(|part| message.contains(part)))?;
    Some(Entry {
        what: (line.what)(lang),
        act: (line.act)(lang),
        who: Who::Dealer,
        button: Some(line.button),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Meta's texts word for word, and the start of what a dealer is told instead.
    const TEXTS: [(&str, Words); 16] = [
        (
            "Your Facebook account is too new to create a business account. Try again in an hour.",
            w::young_what,
        ),
        (
            "You have reached the limit for the number of Businesses you can create at this time.",
            w::portfolios_what,
        ),
        (
            "A User Can Only Create One Business User At One Time",
            w::portfolios_what,
        ),
        (
            "User does not have permission to create WhatsApp Business Accounts.",
            w::not_admin_what,
        ),
        (
            "We can’t verify the Meta Business Account that you selected. Go back to the previous screen to select a \
             different account, or go to Meta Business Manager for support.",
            w::restricted_what,
        ),
        ("Your payment account is disabled", w::payment_what),
        (
            "This number is registered to an existing WhatsApp account. To use this number, disconnect it from the \
             existing account. Then, return to this page and re-enter the number. Note: It may take up to 3 minutes for \
             the number to become available.",
            w::on_whatsapp_what,
        ),
        (
            "Phone Number has been blocked. Please check alert prompt in WhatsApp Manager Overview or follow \
             instructions in Business Support Home.",
            w::blocked_what,
        ),
        (
            "You have already linked the maximum number of phone numbers allowed for this Business Account. Delete a \
             phone number to continue or request additional numbers.",
            w::full_what,
        ),
        (
            "Your verified name violates WhatsApp guidelines. Please edit your verified name and try again.",
            w::name_what,
        ),
        (
            "Cannot Edit Verified Name: Name verification already in progress.",
            w::name_pending_what,
        ),
        ("You have guessed too many times.", w::guessed_what),
        (
            "Code couldn’t be verified: You tried to register this number too many times. Try again later.",
            w::guessed_what,
        ),
        ("You have requested your code too many times.", w::requested_what),
        (
            "Your phone number doesn’t appear to be valid. Please double check it, or try again after 5 minutes.",
            w::invalid_what,
        ),
        ("YOUR PHONE NUMBER DOESN'T APPEAR TO BE VALID.", w::invalid_what),
    ];

    #[test]
    fn every_text_that_meta_documents_is_told_in_words_of_its_own() {
        for (text, what) in TEXTS {
            let entry = meta_window(Lang::En, text).unwrap_or_else(|| panic!("nobody knows: {text}"));
            assert_eq!(entry.what, what(Lang::En), "{text}");
            assert!(
                !entry.act.is_empty() && entry.button.is_some() && entry.who == Who::Dealer,
                "{text}: {entry:?}"
            );
        }
        let told: HashSet<_> = TEXTS.iter().map(|(_, what)| what(Lang::En)).collect();
        assert_eq!(
            told.len(),
            LINES.len(),
            "no two cases are told alike, and none is left out"
        );
    }

    #[test]
    fn what_is_kept_of_a_long_text_is_enough_to_know_it_by() {
        for (text, what) in TEXTS {
            let kept: String = text.chars().take(200).collect();
            assert_eq!(
                meta_window(Lang::En, &kept).map(|entry| entry.what),
                Some(what(Lang::En)),
                "{text}"
            );
        }
    }

    #[test]
    fn another_text_is_nobodys() {
        for text in [
            "",
            "Something has gone wrong. You will need to contact support and try again.",
            "Deze naam is in strijd met de richtlijnen van WhatsApp.",
        ] {
            assert_eq!(meta_window(Lang::En, text), None, "{text}");
        }
    }
}
