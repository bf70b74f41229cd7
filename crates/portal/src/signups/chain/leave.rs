use domain::{DealerId, NumberId};
use store::{Db, numbers::Number};

use super::sender::find;
use crate::{
    Error, Result, World, accounts,
    jobs::Outcome,
    story::{self, Happening},
    telephone,
};

/// Takes back what was made for a number that is not to be connected after all: its sender, and the number itself where it
/// was bought for this. A number that was connected once is the dealer's to keep, and so is one that is wanted again.
pub(crate) async fn leave_number(world: &World, dealer: &DealerId, id: &NumberId) -> Result<Outcome> {
    let mut db = world.store.read().await?;
    let number = store::numbers::get(&mut db, dealer, id).await?;
    let Some(number) = number.filter(|number| number.released_at.is_none()) else {
        return Ok(Outcome::Done);
    };
    if is_wanted(&mut db, &number).await? {
        return Ok(Outcome::Done);
    }
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    // Twilio is asked, not our rows: a registration whose answer was lost is there, too.
    if let Some(sender) = find(world, &creds, &number.number.whatsapp()).await? {
        world.twilio.delete_sender(&creds, &sender.sid).await?;
    }
    if let Some(sid) = &number.number_sid {
        let sid = sid
            .parse()
            .map_err(|why| Error::Internal(format!("number {id}: {why}")))?;
        world
            .twilio
            .release_number(&creds, &creds.account_sid, &sid)
            .await?;
    }

    let now = world.clock.now();
    let mut db = world.store.write().await?;
    if let Some(sender) = store::senders::find_by_number(&mut db, dealer, &number.number).await? {
        store::senders::mark_deleted(&mut db, dealer, &sender.id, now).await?;
    }
    store::numbers::set_released(&mut db, dealer, id, now).await?;
    if number.number_sid.is_some() {
        let shown = telephone::national(&number.number);
        let happening = Happening {
            who: story::MACHINE,
            what: "number.released",
            about: Some(&shown),
            ..Happening::default()
        };
        story::tell(&mut db, world, now, dealer, happening).await?;
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}

async fn is_wanted(db: &mut Db, number: &Number) -> Result<bool> {
    let open = store::signups::list_open(db, &number.dealer_id).await?;
    let ever = store::integrations::list(db, &number.dealer_id).await?;
    Ok(open
        .iter()
        .any(|signup| signup.wanted.as_ref() == Some(&number.number))
        || ever.iter().any(|integration| integration.number_id == number.id))
}
