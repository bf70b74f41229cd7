use domain::{
    AuditId, Code, E164, Lang, SignupId,
    number::{CodeBy, NumberKind},
    say::signup as words,
    signup::Progress,
};
use store::signups::Signup;
use twilio::{Configuration, SenderUpdate};

use super::{access, budget, view};
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    jobs::{self, Work, pause},
    story::{self, Happening},
    telephone,
};

/// Asks WhatsApp for new digits, within the ten registrations. For the holder of the link and owners.
///
/// `forward_to` is the phone that a call to a number of ours is passed on to from now on; empty, we listen to it, and
/// `None` leaves it.
pub async fn resend_code(
    world: &World,
    actor: &Actor,
    id: &SignupId,
    by: CodeBy,
    forward_to: Option<&str>,
) -> Result<Progress> {
    let lang = Lang::default();
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    // Of two devices that ask at once, the second sees what the first has asked for.
    store::dealers::hold(&mut db, actor.dealer()?).await?;
    let signup = access::acted(&mut db, actor, id).await?;
    let dealer = signup.dealer_id.clone();
    let reached = view::Reached::by(&mut db, &signup).await?;
    let not_wanted = || Error::problem(Code::Conflict, words::code_not_wanted(lang));
    let sender = reached
        .sender
        .filter(|sender| sender.online_at.is_none())
        .ok_or_else(not_wanted)?;
    let number = reached.number.ok_or_else(not_wanted)?.number;
    // A number that only takes calls gets no text message.
    let by = if signup.kind == NumberKind::VoiceOnly {
        let forward_to = match forward_to {
            Some(typed) => passed_on(&signup, typed)?,
            None => signup.forward_to.clone(),
        };
        store::signups::set_forward_to(&mut db, &dealer, id, forward_to.as_ref()).await?;
        CodeBy::Voice
    } else {
        by
    };
    if let Some(at) = signup
        .code_sent_at
        .map(|at| at + pause(world, view::CODE_AGAIN))
        .filter(|at| *at > now)
    {
        return Err(Error::until(
            Code::TooManyAttempts,
            words::code_again_soon(lang),
            at,
        ));
    }
    if let Some(at) = budget::of(&mut db, &number, now).await?.free_at {
        return Err(Error::until(
            Code::RegistrationLimit,
            words::budget_used(lang),
            at,
        ));
    }
    let attempt: AuditId = world.chance.id(now);
    store::registrations::insert(&mut db, &dealer, attempt.as_str(), &number, now).await?;
    store::signups::set_code_sent(&mut db, &dealer, id, by, now).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "code.sent",
        about: Some(by.as_str()),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, &dealer, happening).await?;
    Line::new(What::SignupCodeAsked)
        .by(actor)
        .of(&dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    let work = Work::FollowSender { signup: id.clone() };
    jobs::enqueue_at(
        &mut db,
        world,
        now,
        Some(&dealer),
        &work,
        now + pause(world, super::submit_code::LOOK_AFTER),
    )
    .await?;
    let (_, creds) = accounts::of_dealer(&mut db, world, &dealer).await?;
    db.commit().await?;

    let sid = sender
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", sender.id)))?;
    let update = SenderUpdate {
        configuration: Some(Configuration {
            verification_method: Some(by.as_str().to_owned()),
            ..Configuration::default()
        }),
        ..SenderUpdate::default()
    };
    let asked = world.twilio.update_sender(&creds, &sid, &update).await;
    let mut db = world.store.write().await?;
    match &asked {
        Err(error) if matches!(error.status(), Some(400..=499)) => {
            store::registrations::mark_refused(&mut db, &dealer, attempt.as_str()).await?;
        }
        // Done, or done perhaps: it counts.
        _ => store::registrations::settle(&mut db, &dealer, &number, true).await?,
    }
    db.commit().await?;
    asked?;
    world.work.notify_one();
    world.changed.notify_waiters();
    let mut db = world.store.read().await?;
    let signup = access::seen(&mut db, actor, id).await?;
    view::progress(&mut db, world, &signup, now).await
}

/// Whom a call is passed on to; nobody if nothing was typed.
fn passed_on(signup: &Signup, typed: &str) -> Result<Option<E164>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let unreadable = || Error::field("forwardTo", words::forward_unreadable(Lang::default()));
    let number = telephone::read(typed, Some(&signup.country)).ok_or_else(unreadable)?;
    Ok(Some(number))
}
