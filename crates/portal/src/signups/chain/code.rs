use domain::{DealerId, E164, SignupId};
use twilio::{Configuration, SenderUpdate};

use super::{super::submit_code::LOOK_AFTER, session, still, trouble};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work, pause},
};

/// Hands in the six digits that WhatsApp's call to a number spoke.
pub(crate) async fn hand_in_code(
    world: &World,
    dealer: &DealerId,
    id: &SignupId,
    number: Option<&E164>,
    code: &str,
    turn: Turn,
) -> Result<Outcome> {
    let Some(signup) = session(world, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    if number.is_some() && number != signup.wanted.as_ref() {
        // The dealer chose another number meanwhile.
        return Ok(Outcome::Done);
    }
    let mut db = world.store.read().await?;
    let row = match &signup.sender_id {
        Some(row) => store::senders::get(&mut db, dealer, row).await?,
        None => None,
    };
    // The call came before the answer to the registration: the next try finds the sender.
    let row = row.ok_or_else(|| Error::Internal(format!("signup {id} has no sender yet")))?;
    if row.online_at.is_some() {
        return Ok(Outcome::Done);
    }
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let sid = row
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", row.id)))?;
    let update = SenderUpdate {
        configuration: Some(Configuration {
            verification_code: Some(code.to_owned()),
            ..Configuration::default()
        }),
        ..SenderUpdate::default()
    };
    match world.twilio.update_sender(&creds, &sid, &update).await {
        Ok(_) => {}
        // No code is waited for any more: it was taken, or a newer one is on its way.
        Err(error) if error.code() == Some(63105) => return Ok(Outcome::Done),
        Err(error) => return trouble::failed(world, &signup, turn, error.into()).await,
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    if !still(&mut db, &signup).await? {
        return Ok(Outcome::Done);
    }
    store::signups::set_code_given(&mut db, dealer, id, now).await?;
    let work = Work::FollowSender { signup: id.clone() };
    jobs::enqueue_at(
        &mut db,
        world,
        now,
        Some(dealer),
        &work,
        now + pause(world, LOOK_AFTER),
    )
    .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}
