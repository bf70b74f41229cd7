//! Twilio's error codes: what each one means and what it asks of us.
//!
//! Texts after Twilio's error dictionary (<https://www.twilio.com/docs/api/errors>); the class is
//! our own judgement. Twilio asks programs to rely on the code and never on its sentence.

/// What an error asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Try again, with growing pauses.
    Retry,
    /// Try again after hours, or after a person has acted.
    Wait,
    /// The request or its content is wrong; the same request fails again.
    Fix,
    /// This recipient cannot or does not want to be reached.
    Recipient,
    /// The account, the WABA or the sender is not healthy: tell its owner.
    Account,
}

/// One line of Twilio's error dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub code: u32,
    pub class: Class,
    /// A second try makes sense, a third does not.
    pub once: bool,
    /// For logs and operators, not for dealers.
    pub meaning: &'static str,
}

/// The line for `code`, if it is known here.
pub fn look_up(code: u32) -> Option<&'static Code> {
    TABLE
        .binary_search_by_key(&code, |entry| entry.code)
        .ok()
        .map(|at| &TABLE[at])
}

const fn line(code: u32, class: Class, meaning: &'static str) -> Code {
    Code {
        code,
        class,
        once: false,
        meaning,
    }
}

const fn once(code: u32, meaning: &'static str) -> Code {
    Code {
        code,
        class: Class::Retry,
        once: true,
        meaning,
    }
}

use Class::{Account, Fix, Recipient, Retry, Wait};

/// Sorted by code.
const TABLE: &[Code] = &[
    line(10_001, Account, "account is not active"),
    line(11_200, Retry, "webhook could not be fetched"),
    line(12_300, Fix, "webhook answered with a wrong content type"),
    line(20_001, Fix, "parameter missing or unknown"),
    line(20_003, Account, "authentication failed"),
    line(20_005, Account, "account is not active"),
    line(20_008, Account, "not possible with test credentials"),
    line(20_009, Wait, "message is not final yet"),
    line(
        20_249,
        Wait,
        "registration quota of this number is used up for 72 hours",
    ),
    line(20_404, Fix, "no such thing in this account"),
    line(20_429, Retry, "too many requests at once"),
    line(20_500, Retry, "internal error at Twilio"),
    line(21_211, Recipient, "recipient is not a valid number"),
    line(21_212, Fix, "sender is not a valid number"),
    line(21_408, Fix, "region is not enabled"),
    line(21_421, Fix, "phone number is not valid"),
    line(21_422, Fix, "phone number is not available"),
    line(21_476, Account, "parent account is suspended"),
    line(21_478, Account, "account was suspended by Twilio"),
    line(21_480, Account, "no more subaccounts allowed"),
    line(21_606, Fix, "sender number does not belong to this account"),
    line(21_609, Fix, "status callback is not a valid address"),
    line(21_610, Recipient, "recipient has opted out"),
    line(21_613, Fix, "phone number needs a certification"),
    line(21_614, Recipient, "recipient is not a mobile number"),
    line(21_615, Fix, "phone number needs a local address"),
    line(21_631, Fix, "phone number needs an address"),
    line(21_649, Fix, "phone number needs a regulatory bundle"),
    line(21_650, Fix, "phone number needs an identity document"),
    line(21_654, Fix, "content variables without a content sid"),
    line(21_655, Fix, "content sid is not valid"),
    line(21_656, Fix, "content variables are not valid"),
    line(30_001, Retry, "queue is full"),
    line(30_002, Account, "account was suspended while the message waited"),
    once(30_008, "unknown failure"),
    line(30_029, Fix, "content retention is not allowed for this account"),
    line(35_114, Fix, "scheduled time is out of range"),
    line(35_118, Fix, "scheduling needs a messaging service"),
    line(
        63_001,
        Account,
        "channel could not authenticate: access at Meta was lost",
    ),
    line(63_002, Account, "channel does not know the sender"),
    line(63_003, Recipient, "recipient is not on the channel"),
    line(63_005, Fix, "channel rejected the content"),
    line(63_006, Fix, "content could not be formatted for the channel"),
    line(
        63_007,
        Account,
        "no channel for this sender: wrong account or deleted",
    ),
    line(63_008, Account, "channel is misconfigured"),
    line(63_009, Retry, "channel provider failed"),
    line(63_010, Retry, "platform error at Twilio"),
    line(63_011, Fix, "request is not valid for the channel"),
    line(63_012, Retry, "channel provider failed internally"),
    line(63_013, Fix, "content breaks the channel's rules"),
    line(63_014, Recipient, "blocked by something the user did"),
    line(63_015, Fix, "recipient has not joined the sandbox"),
    line(
        63_016,
        Fix,
        "free-form message outside the 24-hour window: use a template",
    ),
    line(63_017, Retry, "rate limit"),
    line(63_018, Retry, "rate limit of the channel"),
    once(63_019, "media could not be downloaded"),
    line(63_020, Account, "business has not accepted the invitation"),
    line(63_021, Fix, "content is not valid for the channel"),
    line(63_022, Account, "certificate of the verified name is not valid"),
    once(63_023, "generic channel error"),
    line(
        63_024,
        Recipient,
        "recipient is not valid: no WhatsApp, old version or terms not accepted",
    ),
    once(63_025, "media already exists"),
    line(63_026, Account, "sender was flagged as spam"),
    line(63_027, Fix, "template does not exist in this language"),
    line(63_028, Fix, "number of parameters does not match the template"),
    once(63_029, "receiver could not download the template"),
    line(63_030, Fix, "parameter is not supported for this type"),
    line(63_031, Fix, "sender and recipient are the same"),
    line(63_032, Recipient, "Meta limits messages to this user"),
    line(63_033, Recipient, "recipient blocked this sender or marketing"),
    line(63_034, Fix, "media is too large"),
    line(63_037, Retry, "media could not be uploaded"),
    line(63_038, Wait, "daily maximum of messages is reached"),
    line(63_040, Fix, "template was rejected"),
    line(63_041, Fix, "template is paused"),
    line(63_042, Fix, "template is disabled"),
    line(63_043, Fix, "sample media is forbidden"),
    line(63_044, Fix, "sample media does not exist"),
    line(63_045, Fix, "sample media could not be fetched"),
    line(63_047, Fix, "sample media has a wrong content type"),
    line(63_049, Wait, "Meta chose not to deliver this marketing message"),
    line(63_051, Account, "WABA is locked"),
    line(
        63_062,
        Fix,
        "terms of the marketing messages interface are not accepted",
    ),
    line(63_100, Fix, "sender request is not valid"),
    line(
        63_101,
        Account,
        "WABA cannot be used: deleted, not shared with Twilio, or tied to another account",
    ),
    line(63_102, Account, "this account is tied to another WABA"),
    line(63_103, Account, "payment method cannot be assigned to the WABA"),
    line(63_104, Account, "WABA has its maximum of numbers"),
    line(63_105, Wait, "not possible in the sender's present state"),
    line(63_109, Account, "sender was moved to another account"),
    line(
        63_111,
        Account,
        "number or WABA is gone at Meta: deleted or no longer shared",
    ),
    line(63_112, Account, "Meta account or WABA is disabled"),
    line(
        63_116,
        Fix,
        "verification code did not arrive or was wrong: ask for another",
    ),
    line(90_010, Account, "account is not active"),
    line(90_025, Fix, "template has a tag that is no variable"),
    line(92_001, Fix, "template has no content type"),
    line(92_002, Fix, "template has more than 100 variables"),
    line(92_003, Fix, "template is not valid"),
    line(92_004, Fix, "template is not valid"),
    line(92_005, Fix, "content variables without a content sid"),
    line(92_006, Fix, "content sid is unknown in this account"),
    line(92_007, Fix, "template is not valid"),
    line(92_008, Fix, "template is not valid"),
    line(92_009, Fix, "template was already submitted"),
    line(
        133_016,
        Wait,
        "too many registrations of this number at Meta: wait 72 hours",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_has_no_code_twice() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn every_line_is_found_by_its_code() {
        for entry in TABLE {
            assert_eq!(look_up(entry.code), Some(entry));
        }
        assert_eq!(look_up(0), None);
        assert_eq!(look_up(99_999), None);
    }

    #[test]
    fn only_retries_are_limited_to_one() {
        assert!(
            TABLE
                .iter()
                .filter(|entry| entry.once)
                .all(|entry| entry.class == Class::Retry)
        );
        assert!(look_up(63_019).is_some_and(|entry| entry.once));
    }
}
