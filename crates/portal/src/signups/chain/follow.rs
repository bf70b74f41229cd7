use domain::{
    DealerId, SignupId, Span, Timestamp,
    number::NumberKind,
    sender::{SenderStatus, TRANSIENT_OFFLINE},
};
use store::{
    Db,
    senders::Sender as Row,
    signups::{Signup, Trouble},
};

use super::{super::view::by_a_person, session, still, trouble};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work, pause},
    senders::seen,
    story::{self, Happening},
};

/// Twilio: WhatsApp did not get the right code in time.
const CODE_WRONG: u32 = 63116;
/// A code that is handed in is judged within this time, or was lost.
const CODE_JUDGED: Span = Span::minutes(3);
/// WhatsApp calls within a minute or two, and Twilio has written down what it said some minutes later, or the call was lost.
const CALL_COMES: Span = Span::minutes(5);

/// Looks at the sender until it is online.
pub(crate) async fn follow_sender(
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    turn: Turn,
) -> Result<Outcome> {
    let Some(signup) = session(world, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    let mut db = world.store.read().await?;
    let row = match &signup.sender_id {
        Some(row) if !signup.replace_sender => store::senders::get(&mut db, dealer, row).await?,
        // Being made anew: that job goes on.
        _ => return Ok(Outcome::Done),
    };
    let row = row.ok_or_else(|| Error::Internal(format!("signup {id} lost its sender")))?;
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let sid = row
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", row.id)))?;
    match world.twilio.fetch_sender(&creds, &sid).await {
        Ok(sender) => look(world, &signup, &row, &seen::of(&sender)).await,
        Err(error) if error.is_not_found() => {
            let mut db = world.store.write().await?;
            store::signups::mark_replace_sender(&mut db, dealer, id).await?;
            db.commit().await?;
            trouble::stuck(world, &signup, None, Some("gone"), crate::with_causes(&error)).await
        }
        Err(error) => trouble::failed(world, &signup, turn, error.into()).await,
    }
}

async fn look(world: &World, signup: &Signup, row: &Row, seen: &store::senders::Seen) -> Result<Outcome> {
    let now = world.clock.now();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    let mut db = world.store.write().await?;
    if !still(&mut db, signup).await? {
        return Ok(Outcome::Done);
    }
    store::senders::set_seen(&mut db, dealer, &row.id, seen, now).await?;
    if seen.status != row.status {
        told(&mut db, world, signup, row, seen, now).await?;
    }
    let next = if seen.status.is_online() {
        store::signups::set_trouble(&mut db, dealer, id, &Trouble::default(), now).await?;
        jobs::enqueue(
            &mut db,
            world,
            now,
            Some(dealer),
            &Work::CheckWebhooks { signup: id.clone() },
        )
        .await?;
        Outcome::Done
    } else {
        judge(&mut db, world, signup, row, seen, now).await?;
        Outcome::Later(now + next_look(world, signup, row, now))
    };
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(next)
}

/// Not online: normal, a wrong code, or something a person must act on.
async fn judge(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    row: &Row,
    seen: &store::senders::Seen,
    now: Timestamp,
) -> Result<()> {
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    if no_call(world, signup, row, seen, now) {
        store::signups::add_lost_call(db, dealer, id).await?;
        let happening = Happening {
            signup: Some(id),
            who: story::TWILIO,
            what: "code.no_call",
            ..Happening::default()
        };
        story::tell(db, world, now, dealer, happening).await?;
    }
    let unjudged = signup
        .code_given_at
        .is_some_and(|at| now - at > pause(world, CODE_JUDGED));
    if seen.reason_code == Some(CODE_WRONG) || (seen.status == SenderStatus::PendingVerification && unjudged)
    {
        if signup.kind == NumberKind::SmsCapable {
            // Twilio reads the code itself, and it did not come: the number is registered anew on demand.
            return be_stuck(db, world, signup, seen.reason_code, seen.reason.as_deref(), now).await;
        }
        if signup.code_given_at.is_some() {
            store::signups::mark_code_wrong(db, dealer, id).await?;
            let happening = Happening {
                signup: Some(id),
                who: story::TWILIO,
                what: "code.wrong",
                ..Happening::default()
            };
            story::tell(db, world, now, dealer, happening).await?;
        }
        return clear(db, signup, now).await;
    }
    if seen.status != SenderStatus::Offline {
        return clear(db, signup, now).await;
    }
    let since = signup
        .code_given_at
        .map_or(row.registered_at, |at| at.max(row.registered_at));
    let passes = now - since <= pause(world, TRANSIENT_OFFLINE);
    if seen.reason_code.is_none() && passes {
        return clear(db, signup, now).await;
    }
    be_stuck(
        db,
        world,
        signup,
        Some(seen.reason_code.unwrap_or_default()),
        seen.reason.as_deref(),
        now,
    )
    .await
}

/// Whether we listen for WhatsApp's call in vain: from here on the dealer sees that a code is wanted.
fn no_call(world: &World, signup: &Signup, row: &Row, seen: &store::senders::Seen, now: Timestamp) -> bool {
    let listening =
        signup.kind == NumberKind::VoiceOnly && !by_a_person(signup) && signup.code_given_at.is_none();
    // Twilio may have reviewed the number for hours first: it waited for the code when we last looked, too.
    let waits = |status: &SenderStatus| {
        matches!(
            status,
            SenderStatus::PendingVerification | SenderStatus::Verifying
        )
    };
    let late = signup
        .code_sent_at
        .is_some_and(|at| now - at > pause(world, CALL_COMES));
    let in_vain = waits(&row.status) && waits(&seen.status) && late;
    listening && (seen.reason_code == Some(CODE_WRONG) || in_vain)
}

async fn clear(db: &mut Db, signup: &Signup, now: Timestamp) -> Result<()> {
    if signup.trouble_at.is_some() {
        store::signups::set_trouble(db, &signup.dealer_id, &signup.id, &Trouble::default(), now).await?;
    }
    Ok(())
}

/// A person must act; we keep looking all the same, because what they do at Meta we only see here.
async fn be_stuck(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    code: Option<u32>,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    if signup.stuck && signup.trouble_code == code {
        return Ok(());
    }
    let trouble = Trouble {
        code,
        word: None,
        retry_at: None,
        stuck: true,
    };
    store::signups::set_trouble(db, &signup.dealer_id, &signup.id, &trouble, now).await?;
    let happening = Happening {
        signup: Some(&signup.id),
        who: story::TWILIO,
        what: "trouble",
        code,
        raw: reason,
        ..Happening::default()
    };
    story::tell(db, world, now, &signup.dealer_id, happening).await
}

async fn told(
    db: &mut Db,
    world: &World,
    signup: &Signup,
    row: &Row,
    seen: &store::senders::Seen,
    now: Timestamp,
) -> Result<()> {
    let happening = Happening {
        signup: Some(&signup.id),
        sender: Some(&row.id),
        who: story::TWILIO,
        what: match seen.status {
            SenderStatus::Online | SenderStatus::OnlineUpdating => "sender.online",
            SenderStatus::Offline => "sender.offline",
            _ => "sender.status",
        },
        about: Some(seen.status.as_str()),
        code: seen.reason_code,
        raw: seen.reason.as_deref(),
        ..Happening::default()
    };
    story::tell(db, world, now, &signup.dealer_id, happening).await
}

/// Every few minutes for half an hour, then every quarter of an hour for a day, then every hour; soon after a code.
fn next_look(world: &World, signup: &Signup, row: &Row, now: Timestamp) -> Span {
    let since = signup
        .code_given_at
        .or(signup.code_sent_at)
        .map_or(row.registered_at, |at| at.max(row.registered_at));
    let age = now - since;
    let usual = if age <= pause(world, Span::minutes(5)) && signup.code_given_at.is_some() {
        Span::seconds(30)
    } else if age <= pause(world, Span::minutes(30)) {
        Span::seconds(150)
    } else if age <= pause(world, Span::hours(24)) {
        Span::minutes(15)
    } else {
        Span::hours(1)
    };
    pause(world, usual)
}
