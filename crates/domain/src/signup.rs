//! The signup: from *Connect WhatsApp* to *Connected*, as a step machine.
//!
//! Nothing here is stored as a wish: [`steps`] looks at [`Facts`] (rows that exist, statuses Twilio gave) and says
//! what is done, what runs and what is missing. "Connected" is what it says when nothing is missing.

use serde::{Deserialize, Serialize};

use crate::{
    E164, IntegrationId, Lang, Problem, SignupId, Timestamp,
    integration::TestMessage,
    number::{CodeBy, NumberKind},
    say,
    sender::SenderStatus,
};

/// How long a signup link works.
pub const LINK_LIFE: crate::Span = crate::Span::days(14);
/// WhatsApp's registrations of one number (Meta 133016, Twilio 20249)…
pub const REGISTRATION_LIMIT: u32 = 10;
/// …within this time.
pub const REGISTRATION_WINDOW: crate::Span = crate::Span::hours(72);
/// The time in which the ISV's quota of new dealers rolls.
pub const QUOTA_WINDOW: crate::Span = crate::Span::days(7);

/// The steps of going live, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The dealer finishes Meta's window.
    Facebook,
    /// A Twilio subaccount for the dealer.
    Subaccount,
    /// A number in it (bought, or the dealer's own noted).
    Number,
    /// The number registered as a sender.
    Sender,
    /// The six digits.
    Verification,
    /// Twilio says `ONLINE`.
    Online,
    /// Twilio calls our addresses.
    Webhooks,
    /// A message each way, or skipped. Nothing waits for it: whoever gets this far receives buyers already.
    Test,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 8] = [
        Self::Facebook,
        Self::Subaccount,
        Self::Number,
        Self::Sender,
        Self::Verification,
        Self::Online,
        Self::Webhooks,
        Self::Test,
    ];

    /// The name in JSON and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facebook => "facebook",
            Self::Subaccount => "subaccount",
            Self::Number => "number",
            Self::Sender => "sender",
            Self::Verification => "verification",
            Self::Online => "online",
            Self::Webhooks => "webhooks",
            Self::Test => "test",
        }
    }

    /// What it is, for the dealer.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Facebook => say::signup::step_facebook(lang),
            Self::Subaccount => say::signup::step_subaccount(lang),
            Self::Number => say::signup::step_number(lang),
            Self::Sender => say::signup::step_sender(lang),
            Self::Verification => say::signup::step_verification(lang),
            Self::Online => say::signup::step_online(lang),
            Self::Webhooks => say::signup::step_webhooks(lang),
            Self::Test => say::signup::step_test(lang),
        }
    }

    /// How long it usually takes, for the dealer.
    pub fn usual(self, lang: Lang) -> &'static str {
        match self {
            Self::Facebook => say::signup::usual_facebook(lang),
            Self::Subaccount | Self::Number | Self::Webhooks => say::signup::usual_seconds(lang),
            Self::Sender | Self::Verification | Self::Test => say::signup::usual_minute(lang),
            Self::Online => say::signup::usual_online(lang),
        }
    }
}

/// What is known of a signup, from rows and from Twilio's answers.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent fact, read off one row"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Meta's window was finished (told by the browser, the redirect or Meta's webhook) with a WABA.
    pub waba_id: Option<String>,
    /// The subaccount exists.
    pub subaccount: bool,
    /// The number is in the subaccount (or is the dealer's own).
    pub number: bool,
    /// The sender exists, with this status.
    pub sender: Option<SenderStatus>,
    /// The sender has been online at least once.
    pub was_online: bool,
    /// WhatsApp waits for six digits that a person must type.
    pub code_wanted: bool,
    /// The webhooks at Twilio are ours.
    pub webhooks: bool,
    /// The dealer's own message has come in.
    pub test_received: bool,
    /// Our answer was delivered too, or the dealer skipped the test.
    pub tested: bool,
    /// The step that cannot go on by itself, if one.
    pub stuck: Option<Step>,
}

/// Where one step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Finished.
    Done,
    /// We are at it.
    Running,
    /// Waits for the dealer.
    NeedsYou,
    /// Cannot go on; the problem says who must act.
    Stuck,
    /// Not yet.
    Later,
}

/// Every step with its state, in order.
///
/// The first step that is not done is running, unless it waits for the dealer or is stuck; all after it are later.
pub fn steps(facts: &Facts) -> [(Step, StepState); 8] {
    let mut open = true;
    Step::ALL.map(|step| {
        let state = if !open {
            StepState::Later
        } else if done(step, facts) {
            StepState::Done
        } else {
            open = false;
            if facts.stuck == Some(step) {
                StepState::Stuck
            } else if needs_dealer(step, facts) {
                StepState::NeedsYou
            } else {
                StepState::Running
            }
        };
        (step, state)
    })
}

/// The first step that is not done and that *Connected* waits for; `None` is connected.
pub fn next(facts: &Facts) -> Option<Step> {
    Step::ALL
        .into_iter()
        .find(|step| *step != Step::Test && !done(*step, facts))
}

fn needs_dealer(step: Step, facts: &Facts) -> bool {
    match step {
        Step::Facebook => true,
        Step::Verification => facts.code_wanted,
        Step::Test => !facts.test_received,
        _ => false,
    }
}

fn done(step: Step, facts: &Facts) -> bool {
    match step {
        Step::Facebook => facts.waba_id.is_some(),
        Step::Subaccount => facts.subaccount,
        Step::Number => facts.number,
        Step::Sender => facts.sender.is_some(),
        Step::Verification => facts.was_online || facts.sender.as_ref().is_some_and(verified),
        Step::Online => facts.was_online,
        Step::Webhooks => facts.webhooks,
        Step::Test => facts.tested,
    }
}

fn verified(status: &SenderStatus) -> bool {
    status.is_online() || *status == SenderStatus::TwilioReview
}

/// A screen of Meta's window, in words, from `current_step` of its `CANCEL`. Unknown ones stand for themselves.
///
/// Source: Meta, Embedded Signup, "Session logging" (the list predates v4).
pub fn left_at(lang: Lang, step: &str) -> String {
    match step {
        "BUSINESS_ACCOUNT_SELECTION" => say::signup::left_business(lang).to_owned(),
        "WABA_PHONE_PROFILE_PICKER" => say::signup::left_account(lang).to_owned(),
        "WHATSAPP_BUSINESS_PROFILE_SETUP" => say::signup::left_profile(lang).to_owned(),
        "PHONE_NUMBER_SETUP" => say::signup::left_number(lang).to_owned(),
        "PHONE_NUMBER_VERIFICATION" => say::signup::left_code(lang).to_owned(),
        "PERMISSIONS" => say::signup::left_permissions(lang).to_owned(),
        "" => say::signup::left_somewhere(lang).to_owned(),
        other => say::signup::left_unknown(lang, other),
    }
}

/// What a dealer chose before Meta's window opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartSignup {
    /// Which kind of number.
    pub phone_number_type: NumberKind,
    /// The number: the dealer's own, or the offer chosen; `None` lets us take the first offer.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// ISO 3166-1 alpha-2 of a number to buy; `None` is the brand's country.
    #[serde(default)]
    pub country: Option<String>,
    /// What buyers will see; `None` is the dealer's name.
    #[serde(default)]
    pub display_name: Option<String>,
    /// One of [`crate::profile::VERTICALS`]; `None` is Automotive.
    #[serde(default)]
    pub vertical: Option<String>,
    /// By text message or call, for a number of one's own.
    #[serde(default)]
    pub code_by: Option<CodeBy>,
    /// For a number that only takes calls: the telephone that WhatsApp's call with the code is passed on to. Without
    /// it the call is recorded and read.
    #[serde(default)]
    pub forward_to: Option<String>,
    /// An open session that gets this number in place of its own; `None` makes a session, or goes on with the one that
    /// has this number.
    #[serde(default)]
    pub session_id: Option<SignupId>,
}

/// A signup session as `POST /whatsapp/create-signup-session` answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignupLink {
    /// Which session.
    pub session_id: SignupId,
    /// The signed link, absolute, on our own origin.
    pub url: String,
    /// Until when it works, RFC 3339.
    pub expires_at: String,
    /// Where the session is: a [`SignupState`]'s name.
    pub state: SignupState,
}

impl SignupLink {
    /// The day until which it works.
    pub fn ends(&self) -> &str {
        self.expires_at.get(..10).unwrap_or_default()
    }
}

/// Where a session is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignupState {
    /// Waits for Meta's window.
    Open,
    /// Meta's window is finished; we are at work.
    GoingLive,
    /// Waits for the six digits.
    CodeNeeded,
    /// Cannot go on by itself.
    Stuck,
    /// Nothing is missing.
    Connected,
    /// The link ran out before Meta's window was finished.
    Expired,
    /// Withdrawn.
    Revoked,
}

/// One event that the signup page reports to `POST /whatsapp/signup/{token}/events`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrowserEvent {
    /// `message` (from Meta's window), `login_callback`, or what the page itself saw: `opened`, `blocked`,
    /// `closed`, `lost`, `sdk_missing`, `resumed`.
    pub kind: String,
    /// The origin the message came from, as the browser gave it.
    #[serde(default)]
    pub origin: Option<String>,
    /// The message as it came: text, usually JSON.
    #[serde(default)]
    pub data: Option<String>,
}

/// What the page should do after an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventAnswer {
    /// Whether the event was one of Meta's and ours (noise is swallowed: `false`).
    pub counted: bool,
    /// Where the session is now.
    pub progress: Progress,
}

/// What the redirect, the page or Meta say at the end of the window. Hints: each is checked before it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// The signed session token.
    #[serde(alias = "payload")]
    pub payload: String,
    /// WhatsApp Business Account, digits.
    #[serde(default, rename = "WhatsAppBusinessAccountId", alias = "wabaId")]
    pub waba_id: Option<String>,
    /// The dealer's portfolio, digits.
    #[serde(default, rename = "FacebookBusinessId", alias = "businessId")]
    pub business_id: Option<String>,
    /// Meta's id of the number, digits.
    #[serde(default, rename = "PhoneNumberId", alias = "phoneNumberId")]
    pub phone_number_id: Option<String>,
    /// The number, E.164.
    #[serde(default, rename = "TwilioNumber", alias = "phoneNumber")]
    pub number: Option<String>,
    /// The subaccount, `AC…`.
    #[serde(default, rename = "SubaccountSid", alias = "subaccountSid")]
    pub subaccount_sid: Option<String>,
}

/// One step as the page ticks it off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Which.
    pub step: Step,
    /// Where it is.
    pub state: StepState,
    /// What it is, in words.
    pub title: String,
    /// How long it usually takes, in words.
    pub usual: String,
    /// When it was done.
    pub at: Option<Timestamp>,
}

/// The six digits: what the page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeWanted {
    /// How they were sent.
    pub by: CodeBy,
    /// How else they can be sent.
    pub other: Option<CodeBy>,
    /// Where to: the number as people write it.
    pub to: String,
    /// Registrations left of the ten in 72 hours.
    pub left: u32,
    /// When a new code may be asked for.
    pub again_at: Option<Timestamp>,
    /// What was wrong with the last code, in words.
    pub wrong: Option<String>,
    /// Of a number whose calls come to us: which number they are passed on to, in E.164, or empty if we listen to them.
    /// `None` of the dealer's own number.
    pub forward_to: Option<String>,
}

/// Everything the signup pages show of a session, live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which session.
    pub id: SignupId,
    /// Where it is, in one word.
    pub state: SignupState,
    /// The steps.
    pub steps: Vec<StepView>,
    /// The number, once known, as people write it.
    pub number: Option<String>,
    /// What buyers will see.
    pub display_name: String,
    /// The six digits, if they are wanted.
    pub code: Option<CodeWanted>,
    /// Why it is stuck, or what is unusual: what happened, who must act, which button.
    pub trouble: Option<Trouble>,
    /// Where the dealer left Meta's window last time, in words.
    pub left_at: Option<String>,
    /// The integration, once connected.
    pub integration: Option<IntegrationId>,
    /// `wa.me` address as a QR code (SVG text), once connected.
    pub qr_svg: Option<String>,
    /// `wa.me` address, once connected.
    pub chat: Option<String>,
    /// What was seen of the test message, once connected.
    pub test: Option<TestMessage>,
    /// The server's clock when this was made.
    pub now: Timestamp,
}

/// Something is in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What happened.
    pub what: String,
    /// Who must act, and what they do.
    pub act: String,
    /// What the one button does.
    pub button: Option<Button>,
    /// Twilio's or Meta's code.
    pub code: Option<u32>,
    /// When it can go on.
    pub retry_at: Option<Timestamp>,
}

/// What a button under a trouble does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// Go through Meta's window again.
    Facebook,
    /// Try the stuck step again.
    Retry,
    /// Choose another number.
    Number,
    /// Ask the ISV for help.
    Help,
}

/// What the signup page needs to open Meta's window. Nothing here is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MetaWindow {
    /// Where Meta's `sdk.js` is.
    pub sdk_url: String,
    /// Meta's app.
    pub app_id: String,
    /// The login configuration.
    pub config_id: String,
    /// `v25.0`.
    pub graph_version: String,
    /// `extras` of `FB.login`, JSON text.
    pub extras: String,
    /// The simulator's origin, only where one is configured.
    pub simulator_origin: Option<String>,
}

/// The signup page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignupView {
    /// Where the session is.
    pub progress: Progress,
    /// The dealer's name.
    pub dealer_name: String,
    /// How to open Meta's window, if it is still to be opened; else why not.
    pub window: Result<MetaWindow, Problem>,
    /// Until when the link works.
    pub expires: Timestamp,
}

/// The ISV's rolling quota of new dealers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// New dealers in the last seven days.
    pub used: u32,
    /// How many are allowed.
    pub limit: u32,
    /// When the next place is free, if none is now.
    pub free_at: Option<Timestamp>,
}

/// A finish that matches no session; an admin assigns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    /// Which.
    pub id: crate::UnmatchedId,
    /// When it came.
    pub at: Timestamp,
    /// WhatsApp Business Account, digits.
    pub waba_id: String,
    /// The portfolio that owns it, digits.
    pub business_id: Option<String>,
    /// Sessions that could be meant: id, dealer's name, number as people write it.
    pub candidates: Vec<(SignupId, String, String)>,
}

/// A choice of the connect page: what stands in the form when it opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectPage {
    /// The kind offered first.
    pub kind: NumberKind,
    /// Countries numbers can be bought in, ISO 3166-1 alpha-2 and name; the first is the brand's.
    pub countries: Vec<(String, String)>,
    /// The dealer's name.
    pub display_name: String,
    /// The ISV's app name, as Meta shows it.
    pub app_name: String,
    /// The session that is open, if one is.
    pub open: Option<OpenSignup>,
    /// Why nobody can connect now, if so: the button is shown disabled with it.
    pub blocked: Option<Problem>,
    /// Whether Meta's window is needed (not for a further number on a known WABA).
    pub facebook_needed: bool,
    /// The WhatsApp account (digits) that the dealer's numbers belong to and that is shared with us no longer.
    pub lost_account: Option<String>,
}

/// A session that can be resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSignup {
    /// Its signed link.
    pub link: SignupLink,
    /// The token in the link.
    pub token: String,
    /// Where it is.
    pub progress: Progress,
    /// What kind of number.
    pub kind: NumberKind,
    /// The number chosen, if one is.
    pub number: Option<E164>,
    /// Where a number is bought, ISO 3166-1 alpha-2.
    pub country: String,
    /// The line of business, one of the exact list.
    pub vertical: String,
    /// Where a call with the code is passed on to.
    pub forward_to: Option<E164>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            waba_id: Some("1".into()),
            subaccount: true,
            number: true,
            sender: Some(SenderStatus::Online),
            was_online: true,
            code_wanted: false,
            webhooks: true,
            test_received: true,
            tested: true,
            stuck: None,
        }
    }

    #[test]
    fn nothing_missing_is_connected() {
        assert_eq!(next(&facts()), None);
        assert!(steps(&facts()).iter().all(|(_, state)| *state == StepState::Done));
    }

    #[test]
    fn connected_does_not_wait_for_the_test_message() {
        let facts = |test_received| Facts {
            test_received,
            tested: false,
            ..facts()
        };
        for (received, state) in [(false, StepState::NeedsYou), (true, StepState::Running)] {
            assert_eq!(next(&facts(received)), None);
            assert_eq!(steps(&facts(received))[7], (Step::Test, state));
        }
    }

    #[test]
    fn the_first_missing_step_runs_and_all_after_it_come_later() {
        let states = steps(&Facts {
            subaccount: false,
            ..facts()
        });
        assert_eq!(states[1], (Step::Subaccount, StepState::Running));
        assert!(states[2..].iter().all(|(_, state)| *state == StepState::Later));
    }

    #[test]
    fn a_code_that_a_person_must_type_waits_for_them() {
        let facts = Facts {
            sender: Some(SenderStatus::PendingVerification),
            was_online: false,
            code_wanted: true,
            webhooks: false,
            ..facts()
        };
        assert_eq!(steps(&facts)[4], (Step::Verification, StepState::NeedsYou));
    }

    #[test]
    fn a_review_is_past_the_code_and_not_yet_online() {
        let facts = Facts {
            sender: Some(SenderStatus::TwilioReview),
            was_online: false,
            webhooks: false,
            ..facts()
        };
        assert_eq!(next(&facts), Some(Step::Online));
    }

    #[test]
    fn an_offline_after_being_online_does_not_undo_a_step() {
        assert_eq!(
            next(&Facts {
                sender: Some(SenderStatus::Offline),
                ..facts()
            }),
            None
        );
    }
}
