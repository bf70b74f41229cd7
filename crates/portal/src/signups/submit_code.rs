use domain::{Code, Lang, SignupId, Span, say::signup as words, signup::Progress};
use twilio::{Configuration, SenderUpdate};

use super::{access, chain, view};
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    jobs::{self, Work, pause},
    story::{self, Happening},
};

/// How soon to look whether the digits were right.
pub(super) const LOOK_AFTER: Span = Span::seconds(20);

/// The six digits, typed by the dealer. For the holder of the link and owners.
pub async fn submit_code(world: &World, actor: &Actor, id: &SignupId, code: &str) -> Result<Progress> {
    let lang = Lang::default();
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::field("code", words::code_six(lang)));
    }
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let signup = access::acted(&mut db, actor, id).await?;
    let dealer = signup.dealer_id.clone();
    let reached = view::Reached::by(&mut db, &signup).await?;
    let not_wanted = || Error::problem(Code::Conflict, words::code_not_wanted(lang));
    let sender = reached
        .sender
        .filter(|sender| sender.online_at.is_none())
        .ok_or_else(not_wanted)?;
    let (_, creds) = accounts::of_dealer(&mut db, world, &dealer).await?;
    drop(db);

    let sid = sender
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", sender.id)))?;
    let update = SenderUpdate {
        configuration: Some(Configuration {
            verification_code: Some(code),
            ..Configuration::default()
        }),
        ..SenderUpdate::default()
    };
    match world.twilio.update_sender(&creds, &sid, &update).await {
        Ok(_) => {}
        Err(error) if error.code() == Some(63105) => return Err(not_wanted()),
        Err(error) if error.code() == Some(63116) => {
            return Err(Error::problem(Code::CodeWrong, words::code_wrong(lang)));
        }
        Err(error) => return Err(error.into()),
    }

    let mut db = world.store.write().await?;
    if !chain::still(&mut db, &signup).await? {
        return Err(not_wanted());
    }
    store::signups::set_code_given(&mut db, &dealer, id, now).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "code.given",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, &dealer, happening).await?;
    Line::new(What::SignupCodeGiven)
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
        now + pause(world, LOOK_AFTER),
    )
    .await?;
    let signup = access::seen(&mut db, actor, id).await?;
    let progress = view::progress(&mut db, world, &signup, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(progress)
}
