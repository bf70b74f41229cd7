use domain::{
    Code, DealerId, E164, FieldError, Lang, Problem, SignupId, Timestamp,
    number::{CodeBy, NumberKind},
    profile,
    say::signup as words,
    signup::{LINK_LIFE, SignupLink, StartSignup},
};
use store::{
    Db,
    signups::{Choices, Facebook, NewSignup, Signup},
};

use super::{chain, link, ready, take, view};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Work},
    numbers::{self, Holder, holder},
    story::{self, Happening},
    telephone,
};

/// What a dealer chose, checked.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) kind: NumberKind,
    pub(crate) wanted: Option<E164>,
    pub(crate) country: String,
    pub(crate) display_name: String,
    pub(crate) vertical: String,
    pub(crate) code_by: CodeBy,
    pub(crate) forward_to: Option<E164>,
    /// The number may be one that is connected already; its sender is made anew if it is no good.
    pub(crate) again: bool,
    /// The open session that gets this number in place of its own.
    pub(crate) instead_in: Option<SignupId>,
}

impl Choice {
    /// Reads the form; every field at fault in words.
    pub(crate) fn read(world: &World, dealer_name: &str, input: StartSignup) -> Result<Self> {
        let lang = Lang::default();
        let mut wrong: Vec<FieldError> = Vec::new();
        let mut fault = |field: &str, message: &str| {
            wrong.push(FieldError {
                field: field.to_owned(),
                message: message.to_owned(),
            });
        };
        let kind = input.phone_number_type;
        let offered = &world.settings.countries;
        let country = input
            .country
            .or_else(|| offered.first().cloned())
            .unwrap_or_default();
        if kind.is_bought() && !offered.contains(&country) {
            fault("country", words::country_unknown(lang));
        }
        let typed = input.phone_number.filter(|typed| !typed.trim().is_empty());
        let wanted = match typed.as_deref().map(|typed| wanted(lang, kind, typed, &country)) {
            Some(Ok(wanted)) => Some(wanted),
            Some(Err(why)) => {
                fault("phoneNumber", why);
                None
            }
            None if kind == NumberKind::Byo => {
                fault("phoneNumber", words::choose_number(lang));
                None
            }
            None => None,
        };
        // A name we were given must pass; the dealer's own is taken as far as Meta's rules go, and Meta judges it.
        let display_name = match input.display_name {
            Some(name) => profile::display_name(lang, &name).unwrap_or_else(|why| {
                fault("displayName", why);
                name
            }),
            None => {
                profile::display_name(lang, dealer_name).unwrap_or_else(|_| dealer_name.trim().to_owned())
            }
        };
        let vertical = input.vertical.unwrap_or_else(|| profile::AUTOMOTIVE.to_owned());
        if !profile::VERTICALS.contains(&vertical.as_str()) {
            fault("vertical", words::vertical_unknown(lang));
        }
        let typed = input
            .forward_to
            .filter(|typed| kind == NumberKind::VoiceOnly && !typed.trim().is_empty());
        let forward_to = typed
            .as_deref()
            .and_then(|typed| telephone::read(typed, Some(&country)));
        if typed.is_some() && forward_to.is_none() {
            fault("forwardTo", words::forward_unreadable(lang));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let code_by = match kind {
            NumberKind::SmsCapable => CodeBy::Sms,
            NumberKind::VoiceOnly => CodeBy::Voice,
            NumberKind::Byo => {
                let by_line = wanted.as_ref().map(|(_, code_by)| *code_by);
                input.code_by.or(by_line).unwrap_or_default()
            }
        };
        Ok(Self {
            kind,
            wanted: wanted.map(|(number, _)| number),
            country,
            display_name,
            vertical,
            code_by,
            forward_to,
            again: false,
            instead_in: input.session_id,
        })
    }

    fn fits(&self, signup: &Signup) -> bool {
        let same_number = signup.wanted == self.wanted || (self.wanted.is_none() && !signup.wanted_by_dealer);
        signup.kind == self.kind && same_number
    }

    /// The session that gets this number in place of its own, if one is meant. It may be connected by now, or withdrawn.
    fn instead_in<'a>(&self, open: &'a [Signup]) -> Result<Option<&'a Signup>> {
        let Some(id) = &self.instead_in else {
            return Ok(None);
        };
        let found = open.iter().find(|signup| signup.id == *id);
        let over = || Error::problem(Code::Conflict, words::number_settled(Lang::default()));
        found.map(Some).ok_or_else(over)
    }

    fn details(&self) -> Choices<'_> {
        Choices {
            country: &self.country,
            display_name: &self.display_name,
            vertical: &self.vertical,
            code_by: self.code_by,
            forward_to: self.forward_to.as_ref(),
        }
    }
}

/// What was typed as the number, and how its code comes unless the dealer chose; otherwise why not, in words.
fn wanted(
    lang: Lang,
    kind: NumberKind,
    typed: &str,
    country: &str,
) -> std::result::Result<(E164, CodeBy), &'static str> {
    match kind {
        NumberKind::Byo => numbers::own(lang, typed, country),
        // From Twilio's shelf: the offers were chosen by what they can receive.
        NumberKind::SmsCapable | NumberKind::VoiceOnly => telephone::read(typed, Some(country))
            .map(|number| (number, CodeBy::default()))
            .ok_or_else(|| words::number_unreadable(lang)),
    }
}

/// Makes a session for a dealer, or goes on with the open one of the same kind and number. The caller has checked
/// who may.
pub(crate) async fn begin(
    world: &World,
    actor: &Actor,
    dealer: &DealerId,
    choice: Choice,
) -> Result<SignupLink> {
    if let Some(problem) = ready::missing(world) {
        return Err(problem.into());
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    store::signups::expire(&mut db, now).await?;
    free_number(&mut db, world, dealer, &choice).await?;
    let open = store::signups::list_open(&mut db, dealer).await?;
    let id = if let Some(signup) = choice.instead_in(&open)? {
        if choice.fits(signup) {
            go_on(&mut db, world, actor, signup, &choice, now).await?;
        } else {
            take_other_number(&mut db, world, actor, signup, &choice, now).await?;
        }
        signup.id.clone()
    } else if let Some(signup) = open.iter().find(|signup| choice.fits(signup)) {
        go_on(&mut db, world, actor, signup, &choice, now).await?;
        if choice.again {
            try_again(&mut db, world, signup, now).await?;
        }
        signup.id.clone()
    } else if let Some(signup) = open.iter().find(|signup| wants_another_number(signup, &choice)) {
        take_other_number(&mut db, world, actor, signup, &choice, now).await?;
        signup.id.clone()
    } else {
        if let Some(problem) = ready::blocked(&mut db, world, dealer, now).await? {
            return Err(problem.into());
        }
        let id = insert(&mut db, world, actor, dealer, &choice, now).await?;
        if choice.again {
            store::signups::mark_replace_sender(&mut db, dealer, &id).await?;
        }
        id
    };
    let signup = store::signups::get(&mut db, dealer, &id)
        .await?
        .ok_or(Error::Missing)?;
    let state = view::progress(&mut db, world, &signup, now).await?.state;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(link::of(world, &signup, state))
}

/// Refuses a number that is somebody else's here, or connected already.
async fn free_number(db: &mut Db, world: &World, dealer: &DealerId, choice: &Choice) -> Result<()> {
    let lang = Lang::default();
    let Some(number) = &choice.wanted else {
        return Ok(());
    };
    match holder(db, dealer, number).await? {
        Holder::Connected if !choice.again => Err(Error::field("phoneNumber", words::number_connected(lang))),
        Holder::Free | Holder::Connected => Ok(()),
        Holder::Elsewhere => {
            let detail = words::number_elsewhere(lang, &world.settings.support_mail);
            let fields = vec![FieldError {
                field: "phoneNumber".into(),
                message: detail.clone(),
            }];
            Err(Problem {
                fields,
                ..Problem::new(Code::NumberOnWhatsapp, detail)
            }
            .into())
        }
    }
}

/// An open session keeps its link, which works for two more weeks, and takes the newest choices until they are used.
async fn go_on(
    db: &mut Db,
    world: &World,
    actor: &Actor,
    signup: &Signup,
    choice: &Choice,
    now: Timestamp,
) -> Result<()> {
    // Not at every visit: the address in a mail that was just sent stays the one that is shown.
    if signup.expires_at - now < domain::Span::days(7) {
        store::signups::set_expires(db, &signup.dealer_id, &signup.id, now + LINK_LIFE).await?;
    }
    if signup.sender_id.is_none() {
        store::signups::set_choices(db, &signup.dealer_id, &signup.id, &choice.details()).await?;
    }
    let happening = Happening {
        signup: Some(&signup.id),
        who: actor.name(),
        what: "signup.resumed",
        ..Happening::default()
    };
    story::tell(db, world, now, &signup.dealer_id, happening).await
}

/// A number that is connected anew and got stuck on the way: what Twilio has for it by now is judged again. Not while the
/// account is taken away, which only Meta's window mends (`take.rs`).
async fn try_again(db: &mut Db, world: &World, signup: &Signup, now: Timestamp) -> Result<()> {
    let dealer = &signup.dealer_id;
    let lost = store::subaccounts::get(db, dealer)
        .await?
        .is_some_and(|row| row.waba_lost_at.is_some() && row.waba_id == signup.waba_id);
    if signup.stuck && !lost {
        take::again(db, world, signup, now).await?;
    }
    Ok(())
}

/// Past Meta's window, and the number it wanted cannot be had.
fn wants_another_number(signup: &Signup, choice: &Choice) -> bool {
    signup.stuck
        && signup.waba_id.is_some()
        && signup.number_id.is_none()
        && choice.kind.is_bought() == signup.kind.is_bought()
}

/// Gives a session another number; what was made for the one before is taken back.
async fn take_other_number(
    db: &mut Db,
    world: &World,
    actor: &Actor,
    signup: &Signup,
    choice: &Choice,
    now: Timestamp,
) -> Result<()> {
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    store::signups::change_number(db, dealer, id, choice.kind, choice.wanted.as_ref())
        .await
        .map_err(|error| match error {
            store::Error::Taken(_) => Error::field("phoneNumber", words::number_under_way(Lang::default())),
            error => error.into(),
        })?;
    store::signups::set_choices(db, dealer, id, &choice.details()).await?;
    chain::leave(db, world, signup, now).await?;
    if signup.waba_id.is_some() {
        let work = Work::EnsureSubaccount { signup: id.clone() };
        jobs::enqueue(db, world, now, Some(dealer), &work).await?;
    }
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "signup.other_number",
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await
}

async fn insert(
    db: &mut Db,
    world: &World,
    actor: &Actor,
    dealer: &DealerId,
    choice: &Choice,
    now: Timestamp,
) -> Result<SignupId> {
    let lang = Lang::default();
    let id: SignupId = world.chance.id(now);
    let new = NewSignup {
        id: &id,
        kind: choice.kind,
        wanted: choice.wanted.as_ref(),
        choices: choice.details(),
        solution_id: world.settings.twilio.partner_solution_id.as_deref(),
        config_id: world.settings.meta.config_id.as_deref(),
        created_at: now,
        expires_at: now + LINK_LIFE,
    };
    store::signups::insert(db, dealer, &new).await?;
    let kind = match choice.kind {
        NumberKind::SmsCapable => words::kind_sms(lang),
        NumberKind::VoiceOnly => words::kind_voice(lang),
        NumberKind::Byo => words::kind_byo(lang),
    };
    let happening = Happening {
        signup: Some(&id),
        who: actor.name(),
        what: "signup.started",
        about: Some(kind),
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await?;
    Line::new(What::SignupStarted)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(db, world, now)
        .await?;
    use_known_account(db, world, dealer, &id, now).await?;
    Ok(id)
}

/// A further number of a dealer whose WABA is known needs no window: Twilio takes it straight away.
async fn use_known_account(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    now: Timestamp,
) -> Result<()> {
    let Some(subaccount) = store::subaccounts::get(db, dealer).await? else {
        return Ok(());
    };
    let Some(waba_id) = subaccount
        .waba_id
        .as_deref()
        .filter(|_| subaccount.waba_lost_at.is_none())
    else {
        return Ok(());
    };
    let facebook = Facebook {
        waba_id,
        business_id: subaccount.business_id.as_deref(),
        phone_number_id: None,
        by: "known",
    };
    store::signups::set_facebook(db, dealer, id, facebook, now).await?;
    let happening = Happening {
        signup: Some(id),
        who: story::MACHINE,
        what: "facebook.known",
        about: Some(waba_id),
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await?;
    let work = Work::EnsureSubaccount { signup: id.clone() };
    jobs::enqueue(db, world, now, Some(dealer), &work).await
}
