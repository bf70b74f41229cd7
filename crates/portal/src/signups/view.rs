//! Where a session is, read off its rows.

use domain::{
    E164, Lang, Span, Timestamp, dictionary,
    number::{CodeBy, NumberKind},
    say::signup as words,
    sender::SenderStatus,
    signup::{
        Button, CodeWanted, Facts, OpenSignup, Progress, SignupState, Step, StepState, StepView, Trouble,
        left_at, next, steps,
    },
};
use qrcode::{QrCode, render::svg};
use store::{
    Db, integrations::Integration, numbers::Number, senders::Sender, signups::Signup, subaccounts::Subaccount,
};

use super::{budget, link};
use crate::{Result, World, jobs::pause, numbers, telephone};

/// How long after a code the next may be asked for.
pub(super) const CODE_AGAIN: Span = Span::seconds(60);
/// A review that lasts longer is told as unusual.
const SLOW: Span = Span::hours(24);
/// How far back the events of the window are looked at for where it was left.
const EVENTS: u32 = 30;

/// The rows that a session points to.
#[derive(Debug)]
pub(super) struct Reached {
    pub(super) signup: Signup,
    pub(super) subaccount: Option<Subaccount>,
    pub(super) number: Option<Number>,
    pub(super) sender: Option<Sender>,
    pub(super) integration: Option<Integration>,
}

impl Reached {
    pub(super) async fn by(db: &mut Db, signup: &Signup) -> Result<Self> {
        let dealer = &signup.dealer_id;
        let number = match &signup.number_id {
            Some(id) => store::numbers::get(db, dealer, id).await?,
            None => None,
        };
        let sender = match &signup.sender_id {
            Some(id) => store::senders::get(db, dealer, id).await?,
            None => None,
        };
        Ok(Self {
            subaccount: store::subaccounts::get(db, dealer).await?,
            integration: store::integrations::find_by_signup(db, dealer, &signup.id).await?,
            number,
            sender,
            signup: signup.clone(),
        })
    }

    /// What is known, for the step machine.
    pub(super) fn facts(&self) -> Facts {
        let signup = &self.signup;
        // A sender that is to be made anew is as good as none; what a connected one became later is another story.
        let usable = !signup.replace_sender || self.integration.is_some();
        let sender = self.sender.as_ref().filter(|_| usable);
        let facts = Facts {
            waba_id: signup.waba_id.clone(),
            subaccount: self.subaccount.is_some(),
            number: self.number.is_some(),
            sender: sender.map(|sender| sender.status.clone()),
            was_online: sender.is_some_and(|sender| sender.online_at.is_some()),
            code_wanted: sender.is_some_and(|sender| code_wanted(signup, sender)),
            webhooks: self.integration.is_some(),
            test_received: self.integration.as_ref().is_some_and(has_arrived),
            tested: self.integration.as_ref().is_some_and(is_tested),
            stuck: None,
        };
        Facts {
            stuck: next(&facts).filter(|_| signup.stuck),
            ..facts
        }
    }

    fn state(&self, facts: &Facts, now: Timestamp) -> SignupState {
        let signup = &self.signup;
        let over = signup.ended_at.is_some() || signup.expires_at <= now;
        if signup.revoked_at.is_some() {
            SignupState::Revoked
        } else if next(facts).is_none() {
            SignupState::Connected
        } else if signup.waba_id.is_none() {
            if over {
                SignupState::Expired
            } else {
                SignupState::Open
            }
        } else if signup.stuck {
            SignupState::Stuck
        } else if facts.code_wanted {
            SignupState::CodeNeeded
        } else {
            SignupState::GoingLive
        }
    }

    fn done_at(&self, step: Step) -> Option<Timestamp> {
        let sender = self.sender.as_ref();
        match step {
            Step::Facebook => self.signup.facebook_at,
            Step::Subaccount => self.subaccount.as_ref().map(|subaccount| subaccount.created_at),
            Step::Number => self.signup.number_at,
            Step::Sender => sender.map(|sender| sender.registered_at),
            Step::Verification | Step::Online => sender.and_then(|sender| sender.online_at),
            Step::Webhooks => self.signup.webhooks_at,
            Step::Test => self
                .integration
                .as_ref()
                .and_then(|row| row.test_answered_at.or(row.test_skipped_at)),
        }
    }
}

fn has_arrived(row: &Integration) -> bool {
    row.test_received_at.is_some()
}

/// Seen each way, skipped, or too late because the number is gone.
fn is_tested(row: &Integration) -> bool {
    row.test_answered_at.is_some() || row.test_skipped_at.is_some() || row.disconnected_at.is_some()
}

/// Whether WhatsApp waits for six digits that a person must type.
pub(super) fn code_wanted(signup: &Signup, sender: &Sender) -> bool {
    let waits = matches!(
        sender.status,
        SenderStatus::PendingVerification | SenderStatus::Verifying
    ) || (sender.status == SenderStatus::Offline && sender.reason_code == Some(63116));
    waits && by_a_person(signup) && signup.code_given_at.is_none() && sender.online_at.is_none()
}

/// Whether a person types the code, and not a machine.
pub(super) fn by_a_person(signup: &Signup) -> bool {
    match signup.kind {
        NumberKind::Byo => true,
        // Their call is passed on, did not come, or could not be understood.
        NumberKind::VoiceOnly => signup.forward_to.is_some() || signup.calls_lost > 0 || signup.code_wrong,
        NumberKind::SmsCapable => false,
    }
}

/// Everything the signup pages show of a session.
pub(super) async fn progress(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    now: Timestamp,
) -> Result<Progress> {
    let lang = Lang::default();
    let reached = Reached::by(db, signup).await?;
    let facts = reached.facts();
    let state = reached.state(&facts, now);
    let number = reached
        .number
        .as_ref()
        .map(|row| row.number.clone())
        .or_else(|| signup.wanted.clone());
    let code = match (state, &number) {
        (SignupState::CodeNeeded, Some(number)) => Some(CodeWanted {
            by: signup.code_by,
            other: other_way(signup, number),
            to: telephone::national(signup.forward_to.as_ref().unwrap_or(number)),
            left: budget::of(db, number, now).await?.left,
            again_at: signup
                .code_sent_at
                .map(|at| at + pause(world, CODE_AGAIN))
                .filter(|at| *at > now),
            wrong: signup.code_wrong.then(|| words::code_wrong(lang).to_owned()),
            forward_to: (signup.kind == NumberKind::VoiceOnly).then(|| {
                signup
                    .forward_to
                    .as_ref()
                    .map(E164::to_string)
                    .unwrap_or_default()
            }),
        }),
        _ => None,
    };
    let (left_at, reported) = match state {
        SignupState::Open => left(db, lang, signup).await?,
        _ => (None, None),
    };
    let connected = state == SignupState::Connected;
    let integration = reached.integration.as_ref().filter(|_| connected);
    let chat = number.as_ref().filter(|_| connected).map(E164::wa_me);
    Ok(Progress {
        id: signup.id.clone(),
        state,
        steps: steps(&facts)
            .into_iter()
            .map(|(step, at)| step_view(lang, &reached, step, at))
            .collect(),
        qr_svg: chat.as_deref().map(qr),
        chat,
        test: integration.map(Integration::test),
        number: number.as_ref().map(telephone::national),
        display_name: signup.display_name.clone(),
        code,
        trouble: reported.or_else(|| trouble(lang, world, &reached, state, now)),
        left_at,
        integration: integration.map(|row| row.id.clone()),
        now,
    })
}

fn step_view(lang: Lang, reached: &Reached, step: Step, state: StepState) -> StepView {
    StepView {
        step,
        state,
        title: step.title(lang).to_owned(),
        usual: step.usual(lang).to_owned(),
        at: reached.done_at(step).filter(|_| state == StepState::Done),
    }
}

/// Where the dealer left Meta's window last time, and the error that Meta showed there, if it was that.
async fn left(db: &mut Db, lang: Lang, signup: &Signup) -> Result<(Option<String>, Option<Trouble>)> {
    let events = store::events::list_of_signup(db, &signup.dealer_id, &signup.id, EVENTS).await?;
    for event in events {
        let about = event.about.as_deref().unwrap_or_default();
        match event.what.as_str() {
            "window.cancelled" => return Ok((Some(left_at(lang, about)), None)),
            "window.closed" | "window.lost" => return Ok((Some(words::left_closed(lang).to_owned()), None)),
            "window.reported" => {
                let trouble = reported(lang, about, event.code);
                return Ok((Some(left_at(lang, "")), Some(trouble)));
            }
            _ => {}
        }
    }
    Ok((None, None))
}

/// What the dictionary says of the trouble of a session.
pub(super) fn in_the_way(lang: Lang, signup: &Signup) -> dictionary::Entry {
    match (signup.trouble_code, signup.trouble_word.as_deref()) {
        (Some(code), _) => dictionary::entry(lang, code),
        (None, word) => dictionary::ours(lang, word.unwrap_or_default()),
    }
}

/// An error that Meta's window showed: what it means, where that is known, and always Meta's own words.
fn reported(lang: Lang, message: &str, code: Option<u32>) -> Trouble {
    let (what, act, button) = match dictionary::meta_window(lang, message) {
        Some(known) => (
            known.what.to_owned(),
            words::reported_known(lang, known.act, message),
            known.button,
        ),
        None => (
            words::reported(lang, message),
            words::reported_act(lang).to_owned(),
            Some(Button::Facebook),
        ),
    };
    Trouble {
        what,
        act,
        button,
        code,
        retry_at: None,
    }
}

/// What is in the way, or what is unusual and passes.
fn trouble(
    lang: Lang,
    world: &World,
    reached: &Reached,
    state: SignupState,
    now: Timestamp,
) -> Option<Trouble> {
    let signup = &reached.signup;
    if !matches!(state, SignupState::Stuck | SignupState::GoingLive) {
        return None;
    }
    if signup.trouble_at.is_some() {
        let entry = in_the_way(lang, signup);
        let act = if signup.stuck {
            entry.act
        } else {
            words::waiting(lang)
        };
        return Some(Trouble {
            what: entry.what.to_owned(),
            act: act.to_owned(),
            button: entry.button.filter(|_| signup.stuck),
            code: signup.trouble_code,
            retry_at: signup.retry_at,
        });
    }
    let sender = reached
        .sender
        .as_ref()
        .filter(|sender| sender.online_at.is_none() && !signup.replace_sender)?;
    let plain = |what: &str, act: &str, button| {
        Some(Trouble {
            what: what.to_owned(),
            act: act.to_owned(),
            button,
            code: None,
            retry_at: None,
        })
    };
    if now - sender.registered_at > SLOW {
        let slow = dictionary::ours(lang, "slow");
        return plain(slow.what, slow.act, slow.button);
    }
    let _ = world;
    match sender.status {
        SenderStatus::TwilioReview => plain(words::in_review(lang), words::in_review_act(lang), None),
        SenderStatus::Offline => plain(words::offline_moment(lang), words::offline_moment_act(lang), None),
        _ => None,
    }
}

/// A session as the home and connect pages offer it again.
pub(crate) async fn open_signup(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    now: Timestamp,
) -> Result<OpenSignup> {
    let progress = progress(db, world, signup, now).await?;
    Ok(OpenSignup {
        link: link::of(world, signup, progress.state),
        token: link::token(world, signup),
        kind: signup.kind,
        number: signup.wanted.clone(),
        country: signup.country.clone(),
        vertical: signup.vertical.clone(),
        forward_to: signup.forward_to.clone(),
        progress,
    })
}

/// A QR code as SVG text. An address is far shorter than what fits.
pub(crate) fn qr(address: &str) -> String {
    QrCode::new(address).map_or_else(
        |_| String::new(),
        |code| {
            code.render::<svg::Color<'_>>()
                .min_dimensions(192, 192)
                .quiet_zone(true)
                .build()
        },
    )
}

/// How else a code can come: by a call to any number, by a text to one of the dealer's own that takes texts.
fn other_way(signup: &Signup, number: &E164) -> Option<CodeBy> {
    match signup.code_by {
        CodeBy::Sms => Some(CodeBy::Voice),
        CodeBy::Voice if signup.kind == NumberKind::Byo => {
            let usual = numbers::own(Lang::default(), number.as_str(), "").ok()?.1;
            Some(usual).filter(|usual| *usual == CodeBy::Sms)
        }
        CodeBy::Voice => None,
    }
}
