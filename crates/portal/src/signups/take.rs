//! The end of Meta's window, whoever told it: page, redirect, Meta's webhook, or an admin. All of them meet here.
//!
//! A page knows its session and may lie about the WABA; Meta's webhook knows the WABA and names no session. So the page's
//! word picks among WABAs, Meta's is believed about what a WABA is, and the chain goes on with either: Meta's may never
//! come, and Twilio's own answer, which decides, is had only by registering a number
//! (`docs/decisions/0011-a-number-before-the-account-is-confirmed.md`).

use domain::{Code, Lang, Span, Timestamp, say::signup as words, signup::Button};
use store::{
    Db,
    signups::{Facebook, Signup, Trouble},
};

use super::view;
use crate::{
    Error, Result, World,
    jobs::{self, Work},
    story::{self, Happening},
};

/// How long a guess from Meta's webhook waits for the browser to say otherwise.
const GUESS_WAITS: Span = Span::seconds(90);

/// What a session waits for that may not buy a number on the browser's word alone.
pub(super) const UNCONFIRMED: &str = "unconfirmed";

/// Takes the end of the window for a session, once; the same again changes nothing.
///
/// # Errors
/// [`Code::Conflict`] if the session goes on with another WABA; [`Code::Refused`] if the WABA is another dealer's.
pub(super) async fn take(
    world: &World,
    signup: &Signup,
    facebook: Facebook<'_>,
    now: Timestamp,
) -> Result<()> {
    let mut db = world.store.write().await?;
    take_in(&mut db, world, signup, facebook, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// The same inside the caller's write.
pub(super) async fn take_in(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    facebook: Facebook<'_>,
    now: Timestamp,
) -> Result<()> {
    let lang = Lang::default();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    store::dealers::hold(db, dealer).await?;
    // Read again: another teller may have been faster.
    let signup = store::signups::get(db, dealer, id).await?.ok_or(Error::Missing)?;
    if store::subaccounts::find_by_waba(db, facebook.waba_id)
        .await?
        .is_some_and(|owner| owner.dealer_id != *dealer)
    {
        return Err(Error::problem(Code::Refused, words::account_elsewhere(lang)));
    }
    match signup.waba_id.as_deref() {
        Some(same) if same == facebook.waba_id => {
            if facebook.by == "page" {
                store::signups::fill_facebook(db, dealer, id, facebook).await?;
                if waits_for_window(&signup) {
                    again(db, world, &signup, now).await?;
                }
            } else {
                confirm(db, world, &signup, facebook, now).await?;
            }
            if facebook.by != "meta"
                && signup.sender_id.is_none()
                && !signup.stuck
                && signup.ended_at.is_none()
            {
                // What was a guess is certain now: no need to wait.
                go(db, world, &signup, now, now).await?;
            }
            return Ok(());
        }
        Some(old) if guessed(&signup) && facebook.by != "meta" => {
            // Meta's webhook named a WABA that turned out to be somebody else's.
            store::signups::unset_facebook(db, dealer, id, old).await?;
            let business = signup.business_id.as_deref();
            store::unmatched::insert(db, &world.chance.id(now), old, business, None, now).await?;
            store::signups::set_facebook(db, dealer, id, facebook, now).await?;
        }
        Some(old) if signup.stuck => {
            store::signups::replace_facebook(db, dealer, id, old, facebook, now).await?;
        }
        Some(_) => return Err(Error::problem(Code::Conflict, words::other_account(lang))),
        None => {
            if !store::signups::set_facebook(db, dealer, id, facebook, now).await? {
                return Err(Error::problem(Code::SessionExpired, words::link_expired(lang)));
            }
        }
    }
    let happening = Happening {
        signup: Some(id),
        who: if facebook.by == "meta" {
            story::META
        } else {
            story::MACHINE
        },
        what: "facebook.taken",
        about: Some(facebook.waba_id),
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await?;
    store::unmatched::set_assigned(db, facebook.waba_id, id, now).await?;
    let due = if facebook.by == "meta" {
        now + jobs::pause(world, GUESS_WAITS)
    } else {
        now
    };
    go(db, world, &signup, now, due).await
}

/// A session that is stuck tries again from the start of the chain, which finds all that is there; a sender that is no good
/// is made anew.
pub(super) async fn again(db: &mut Db, world: &World, signup: &Signup, now: Timestamp) -> Result<()> {
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    store::signups::mark_replace_sender(db, dealer, id).await?;
    store::signups::set_trouble(db, dealer, id, &Trouble::default(), now).await?;
    go(db, world, signup, now, now).await
}

/// Stuck at what only Meta's window mends, and somebody has gone through it, with the same account.
fn waits_for_window(signup: &Signup) -> bool {
    let button = view::in_the_way(Lang::default(), signup).button;
    signup.stuck && signup.ended_at.is_none() && button == Some(Button::Facebook)
}

/// Meta says the same as the page did, now or through an admin: its word about the WABA stands, also where the page's
/// was used already, and a session that waited for it goes on.
pub(super) async fn confirm(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    facebook: Facebook<'_>,
    now: Timestamp,
) -> Result<()> {
    let (dealer, id, waba_id) = (&signup.dealer_id, &signup.id, facebook.waba_id);
    store::signups::confirm_facebook(db, dealer, id, waba_id, facebook.business_id).await?;
    if let Some(business_id) = facebook.business_id {
        store::subaccounts::set_business(db, dealer, waba_id, business_id).await?;
        store::integrations::set_business(db, dealer, waba_id, business_id).await?;
    }
    if signup.stuck && signup.trouble_word.as_deref() == Some(UNCONFIRMED) && signup.ended_at.is_none() {
        store::signups::set_trouble(db, dealer, id, &Trouble::default(), now).await?;
        let work = Work::EnsureNumber { signup: id.clone() };
        jobs::enqueue(db, world, now, Some(dealer), &work).await?;
    }
    if waits_for_window(signup) {
        again(db, world, signup, now).await?;
    }
    Ok(())
}

/// Only Meta's webhook has told so far, and nothing was registered with it.
fn guessed(signup: &Signup) -> bool {
    signup.facebook_by.as_deref() == Some("meta") && signup.sender_id.is_none()
}

async fn go(db: &mut Db, world: &World, signup: &Signup, now: Timestamp, due: Timestamp) -> Result<()> {
    let work = Work::EnsureSubaccount {
        signup: signup.id.clone(),
    };
    jobs::enqueue_at(db, world, now, Some(&signup.dealer_id), &work, due).await
}
