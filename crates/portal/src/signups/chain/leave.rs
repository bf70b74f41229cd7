use domain::{DealerId, E164, Timestamp};
use store::{Db, signups::Trouble};

use super::{super::take::UNCONFIRMED, sender::find};
use crate::{
    Error, Result, World, accounts,
    jobs::{self, Outcome, Work},
    story::{self, Happening},
    telephone,
};

/// Takes back what was made for a number that is not to be connected after all: its sender, and the number itself where it
/// was bought for this. A number that was connected once is the dealer's to keep, and so is one that is wanted again.
pub(crate) async fn leave_number(
    world: &World,
    dealer: &DealerId,
    number: &E164,
    bought: bool,
) -> Result<Outcome> {
    match leave(world, dealer, number, bought).await {
        Err(Error::Twilio(error))
            if error.status() == Some(401) && accounts::renew(world, dealer).await? =>
        {
            leave(world, dealer, number, bought).await?;
        }
        left => left?,
    }
    Ok(Outcome::Done)
}

async fn leave(world: &World, dealer: &DealerId, number: &E164, bought: bool) -> Result<()> {
    let mut db = world.store.read().await?;
    let open = store::signups::list_open(&mut db, dealer).await?;
    let is_wanted = open.iter().any(|signup| signup.wanted.as_ref() == Some(number));
    if is_wanted || store::subaccounts::get(&mut db, dealer).await?.is_none() {
        return Ok(());
    }
    let held = store::numbers::find_holder(&mut db, number)
        .await?
        .filter(|held| held.dealer_id == *dealer);
    let mut ever = store::integrations::list(&mut db, dealer).await?;
    ever.retain(|integration| held.as_ref().is_some_and(|held| held.id == integration.number_id));
    let in_use: Vec<_> = ever
        .iter()
        .filter(|integration| integration.disconnected_at.is_none())
        .map(|integration| integration.sender_id.clone())
        .collect();
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);

    // Twilio is asked, not our rows: a registration or a purchase whose answer was lost is there, too.
    if let Some(sender) = find(world, &creds, &number.whatsapp()).await? {
        let mut db = world.store.read().await?;
        let row = store::senders::find_by_sid(&mut db, dealer, sender.sid.as_str()).await?;
        drop(db);
        if !row.is_some_and(|row| in_use.contains(&row.id)) {
            world.twilio.delete_sender(&creds, &sender.sid).await?;
        }
    }
    // An earlier try may have given it back and not have come to say so.
    let mut released = held.as_ref().is_some_and(|held| held.number_sid.is_some()) && ever.is_empty();
    if (bought || released) && ever.is_empty() {
        let found = world
            .twilio
            .list_numbers(&creds, &creds.account_sid, Some(number.as_str()))
            .await?;
        for found in found {
            world
                .twilio
                .release_number(&creds, &creds.account_sid, &found.sid)
                .await?;
            released = true;
        }
    }

    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    if let Some(sender) = store::senders::find_by_number(&mut db, dealer, number).await?
        && !in_use.contains(&sender.id)
    {
        store::senders::mark_deleted(&mut db, dealer, &sender.id, now).await?;
    }
    if let Some(held) = held.filter(|_| ever.is_empty()) {
        store::numbers::set_released(&mut db, dealer, &held.id, now).await?;
    }
    if released {
        let shown = telephone::national(number);
        let happening = Happening {
            who: story::MACHINE,
            what: "number.released",
            about: Some(&shown),
            ..Happening::default()
        };
        story::tell(&mut db, world, now, dealer, happening).await?;
    }
    resume(&mut db, world, dealer, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// Sessions that could buy nothing as long as this number was there (`may_buy`) go on.
async fn resume(db: &mut Db, world: &World, dealer: &DealerId, now: Timestamp) -> Result<()> {
    for signup in store::signups::list_open(db, dealer).await? {
        if signup.stuck && signup.trouble_word.as_deref() == Some(UNCONFIRMED) {
            store::signups::set_trouble(db, dealer, &signup.id, &Trouble::default(), now).await?;
            let work = Work::EnsureNumber { signup: signup.id };
            jobs::enqueue(db, world, now, Some(dealer), &work).await?;
        }
    }
    Ok(())
}
