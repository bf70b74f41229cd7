//! The story of a dealer's numbers: everything that happened, each with a stable name, told in words.

use domain::{
    DealerId, IntegrationId, Lang, SenderId, SignupId, Timestamp,
    dealer::{TimelineEntry, Tone},
    say::story as words,
    sender::SenderStatus,
    signup,
};
use store::{
    Db,
    events::{Event, NewEvent},
    integrations::Integration,
};

use crate::{Actor, Result, World, mails};

/// Something to tell. Names stand in [`sentence`].
#[derive(Debug, Default, Clone)]
pub(crate) struct Happening<'a> {
    pub(crate) signup: Option<&'a SignupId>,
    pub(crate) sender: Option<&'a SenderId>,
    /// A mail address, `signup link`, `Meta`, `Twilio`, `Forecourt`.
    pub(crate) who: &'a str,
    pub(crate) what: &'a str,
    /// What the name needs to become a sentence: a step, a status, a number.
    pub(crate) about: Option<&'a str>,
    pub(crate) code: Option<u32>,
    /// As it came.
    pub(crate) raw: Option<&'a str>,
    pub(crate) origin: Option<&'a str>,
    pub(crate) browser: Option<&'a str>,
}

pub(crate) const TWILIO: &str = "Twilio";
pub(crate) const META: &str = "Meta";
pub(crate) const MACHINE: &str = "Forecourt";

/// What the answer to an integration's test message is called: each test has a name of its own.
pub(crate) fn test_name(integration: &Integration) -> String {
    let id = &integration.id;
    match integration.test_again_at {
        None => format!("{TEST}{id}"),
        Some(again) => format!("{TEST}{id}:{}", again.0),
    }
}

/// Of which integration's test, the present one or an earlier one, a message of that name is the answer.
pub(crate) fn tested(name: &str) -> Option<IntegrationId> {
    let id = name.strip_prefix(TEST)?;
    id.split_once(':').map_or(id, |(id, _)| id).parse().ok()
}

const TEST: &str = "test:";

/// Adds to the dealer's story, inside the caller's write.
pub(crate) async fn tell(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &DealerId,
    happening: Happening<'_>,
) -> Result<()> {
    let id: domain::AuditId = world.chance.id(now);
    let new = NewEvent {
        id: id.as_str(),
        signup: happening.signup,
        sender: happening.sender,
        at: now,
        who: happening.who,
        what: happening.what,
        about: happening.about,
        code: happening.code,
        raw: happening.raw,
        origin: happening.origin,
        browser: happening.browser,
    };
    store::events::insert(db, dealer, &new).await?;
    Ok(())
}

/// The dealer's story in words, newest first.
pub async fn of_dealer(db: &mut Db, lang: Lang, dealer: &DealerId, limit: u32) -> Result<Vec<TimelineEntry>> {
    let events = store::events::list(db, dealer, limit).await?;
    Ok(events.into_iter().map(|event| entry(lang, event)).collect())
}

/// What the machine and Twilio are called: by their names for the ISV, by the brand's for its dealers, who are not to
/// see whose tools it uses.
#[derive(Debug)]
pub(crate) struct Names {
    brand: Option<String>,
}

impl Names {
    pub(crate) async fn of(db: &mut Db, actor: &Actor, dealer: &DealerId) -> Result<Self> {
        let brand = match actor.isv() {
            Ok(()) => None,
            Err(_) => Some(mails::brand_of(db, Some(dealer)).await?.brand.name),
        };
        Ok(Self { brand })
    }

    /// One thing that happened, in words.
    pub(crate) fn entry(&self, lang: Lang, event: Event) -> TimelineEntry {
        let entry = entry(lang, event);
        let Some(brand) = &self.brand else { return entry };
        let who = match entry.who.as_str() {
            MACHINE => brand.clone(),
            TWILIO => words::whatsapp(lang).to_owned(),
            _ => entry.who,
        };
        // What came from outside is for those who run it.
        TimelineEntry {
            who,
            detail: None,
            ..entry
        }
    }
}

/// One thing that happened, in words.
pub(crate) fn entry(lang: Lang, event: Event) -> TimelineEntry {
    let (words, tone) = sentence(lang, &event);
    TimelineEntry {
        at: event.at,
        who: event.who,
        words,
        what: event.what,
        tone,
        detail: event.raw.or_else(|| event.code.map(|code| code.to_string())),
    }
}

/// A status of Twilio's on the way to `ONLINE`; a new one by its name.
fn status(lang: Lang, word: &str) -> String {
    let known = match SenderStatus::from(word.to_owned()) {
        SenderStatus::Creating => words::sender_creating(lang),
        SenderStatus::PendingVerification => words::sender_waits_for_code(lang),
        SenderStatus::Verifying => words::sender_verifying(lang),
        SenderStatus::TwilioReview => words::sender_review(lang),
        SenderStatus::OnlineUpdating => words::sender_updating(lang),
        _ => return words::sender_status(lang, word),
    };
    known.to_owned()
}

/// What a WABA may not do. `about` is Meta's word for it and, behind a space, until when: a date, or seconds since 1970.
fn restricted(lang: Lang, about: &str) -> String {
    let (kind, until) = about.split_once(' ').unwrap_or((about, ""));
    let what = match kind {
        "RESTRICTED_BIZ_INITIATED_MESSAGING" => words::restricted_begin(lang),
        "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" => words::restricted_answer(lang),
        "RESTRICTED_ADD_PHONE_NUMBER_ACTION" => words::restricted_numbers(lang),
        "" => return words::meta_restricted(lang).to_owned(),
        other => other,
    };
    match until {
        "" => words::meta_restricted_to(lang, what),
        until => words::meta_restricted_until(lang, day(until), what),
    }
}

/// Seconds since 1970 as a day, `2026-11-21`; any other text as it came.
fn day(text: &str) -> String {
    match text.parse::<i64>() {
        Ok(seconds) if (0..=MOST_SECONDS).contains(&seconds) => {
            let (year, month, day, ..) = Timestamp::from_seconds(seconds).civil();
            format!("{year:04}-{month:02}-{day:02}")
        }
        _ => text.to_owned(),
    }
}

/// The last second of the year 9999.
const MOST_SECONDS: i64 = 253_402_300_799;

/// What Meta decided about a WABA.
fn reviewed(lang: Lang, decision: &str) -> (String, Tone) {
    match decision {
        "APPROVED" => (words::meta_review_approved(lang).into(), Tone::Good),
        "REJECTED" => (words::meta_review_rejected(lang).into(), Tone::Bad),
        "PENDING" => (words::meta_review_pending(lang).into(), Tone::Plain),
        "DEFERRED" => (words::meta_review_deferred(lang).into(), Tone::Warn),
        other => (words::meta_review_other(lang, other), Tone::Plain),
    }
}

/// What Meta decided about a display name: `about` is its decision and, behind a space, the name.
fn named(lang: Lang, about: &str) -> (String, Tone) {
    let (decision, name) = about.split_once(' ').unwrap_or((about, ""));
    match decision {
        "APPROVED" => (words::meta_name_approved(lang, name), Tone::Good),
        "PENDING" => (words::meta_name_pending(lang, name), Tone::Plain),
        "DEFERRED" => (words::meta_name_deferred(lang, name), Tone::Warn),
        other => (words::meta_name_other(lang, name, other), Tone::Plain),
    }
}

/// A display name that Meta rejected: `about` is its reason and, behind a space, the name.
fn not_named(lang: Lang, about: &str) -> String {
    let (reason, name) = about.split_once(' ').unwrap_or((about, ""));
    let why = match reason {
        "NAME_EMPLOYEE_ISSUE" => words::name_employee(lang),
        "NAME_ENDCLIENT_NOTRELATED" => words::name_not_related(lang),
        "NAME_FORMAT_UNACCEPTABLE" => words::name_format(lang),
        "NAME_INDIVIDUAL_ISSUE" => words::name_person(lang),
        "NAME_NOT_CONSISTENT" => words::name_not_consistent(lang),
        _ => words::name_unknown(lang),
    };
    words::meta_name_rejected(lang, name, why)
}

fn sentence(lang: Lang, event: &Event) -> (String, Tone) {
    let about = event.about.as_deref().unwrap_or_default();
    let code = event.code.unwrap_or_default();
    let refusal = || domain::dictionary::entry(lang, code).what;
    match event.what.as_str() {
        "signup.started" => (words::signup_started(lang, about), Tone::Plain),
        "signup.resumed" => (words::signup_resumed(lang).into(), Tone::Plain),
        "signup.other_number" => (words::signup_other_number(lang).into(), Tone::Plain),
        "signup.revoked" => (words::signup_revoked(lang).into(), Tone::Warn),
        "signup.retried" => (words::signup_retried(lang).into(), Tone::Plain),
        "link.sent" => (words::link_sent(lang, about), Tone::Plain),
        "help.asked" => (words::help_asked(lang, about), Tone::Warn),
        "window.opened" => (words::window_opened(lang).into(), Tone::Plain),
        "window.resumed" => (words::window_resumed(lang).into(), Tone::Plain),
        "window.blocked" => (words::window_blocked(lang).into(), Tone::Warn),
        "window.closed" => (words::window_closed(lang).into(), Tone::Warn),
        "window.lost" => (words::window_lost(lang).into(), Tone::Warn),
        "window.sdk_missing" => (words::window_sdk_missing(lang).into(), Tone::Warn),
        "window.answered" => (words::window_answered(lang, about), Tone::Plain),
        "window.finished" => (words::window_finished(lang).into(), Tone::Good),
        "window.finished_empty" => (words::window_finished_empty(lang).into(), Tone::Warn),
        "window.cancelled" => (
            words::window_cancelled(lang, signup::left_at(lang, about)),
            Tone::Warn,
        ),
        "window.reported" => (words::window_reported(lang, about), Tone::Bad),
        "window.unknown" => (words::window_unknown(lang, about), Tone::Plain),
        "facebook.taken" => (words::facebook_taken(lang, about), Tone::Good),
        "facebook.known" => (words::facebook_known(lang, about), Tone::Plain),
        "meta.partner_added" => (words::meta_partner_added(lang, about), Tone::Good),
        "meta.partner_removed" => (words::meta_partner_removed(lang).into(), Tone::Bad),
        "meta.app_uninstalled" => (words::meta_app_uninstalled(lang).into(), Tone::Bad),
        "meta.deleted" => (words::meta_deleted(lang).into(), Tone::Bad),
        "meta.disabled" => (words::meta_disabled(lang).into(), Tone::Bad),
        "meta.will_be_disabled" => (words::meta_will_be_disabled(lang, about), Tone::Warn),
        "meta.reinstated" => (words::meta_reinstated(lang).into(), Tone::Good),
        "meta.violation" => (words::meta_violation(lang, about), Tone::Bad),
        "meta.restricted" => (restricted(lang, about), Tone::Bad),
        "meta.reviewed" => reviewed(lang, about),
        "meta.named" => named(lang, about),
        "meta.name_rejected" => (not_named(lang, about), Tone::Bad),
        "subaccount.made" => (words::subaccount_made(lang, about), Tone::Plain),
        "number.bought" => (words::number_bought(lang, about), Tone::Plain),
        "number.noted" => (words::number_noted(lang, about), Tone::Plain),
        "number.released" => (words::number_released(lang, about), Tone::Plain),
        "sender.registered" => (words::sender_registered(lang, about), Tone::Plain),
        "sender.status" => (status(lang, about), Tone::Plain),
        "sender.online" => (words::sender_online(lang).into(), Tone::Good),
        "sender.offline" if event.code.is_some() => {
            (words::sender_offline_because(lang, refusal()), Tone::Bad)
        }
        "sender.offline" => (words::sender_offline(lang).into(), Tone::Warn),
        "sender.deleted" => (words::sender_deleted(lang).into(), Tone::Plain),
        "code.given" => (words::code_given(lang).into(), Tone::Plain),
        "code.heard" => (words::code_heard(lang).into(), Tone::Plain),
        "code.no_call" => (words::code_no_call(lang).into(), Tone::Warn),
        "code.not_heard" => (words::code_not_heard(lang).into(), Tone::Warn),
        "code.forwarded" => (words::code_forwarded(lang, about), Tone::Plain),
        "code.wrong" => (words::code_wrong(lang).into(), Tone::Warn),
        "code.sent" => (words::code_sent(lang).into(), Tone::Plain),
        "webhooks.repaired" => (words::webhooks_repaired(lang).into(), Tone::Warn),
        "webhooks.drifted" => (words::webhooks_drifted(lang).into(), Tone::Warn),
        "messages.filled" => (words::messages_filled(lang, about), Tone::Warn),
        "messages.corrected" => (words::messages_corrected(lang, about), Tone::Plain),
        "messages.unknown" => (words::messages_unknown(lang, about), Tone::Warn),
        "trouble" if event.code.is_some() => (words::trouble(lang, refusal()), Tone::Bad),
        "trouble" => (
            words::trouble(lang, domain::dictionary::ours(lang, about).what),
            Tone::Bad,
        ),
        "connected" => (words::connected(lang, about), Tone::Good),
        "disconnected" => (words::disconnected(lang, about), Tone::Warn),
        "test.received" => (words::test_received(lang).into(), Tone::Good),
        "test.answered" => (words::test_answered(lang).into(), Tone::Good),
        "test.again" => (words::test_again(lang).into(), Tone::Plain),
        "test.skipped" => (words::test_skipped(lang).into(), Tone::Plain),
        other => (other.to_owned(), Tone::Plain),
    }
}
