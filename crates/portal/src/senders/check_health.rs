use domain::{DealerId, SenderId, Timestamp, sender::SenderStatus};
use store::{
    Db,
    senders::{Seen, Sender},
};

use super::{seen, webhooks::are_ours};
use crate::{
    Error, Result, World, accounts,
    jobs::Outcome,
    story::{self, Happening},
};

/// Asks Twilio how a sender is doing. The job of the daily look.
pub(crate) async fn check_health(world: &World, dealer: &DealerId, id: &SenderId) -> Result<Outcome> {
    match look(world, dealer, id).await {
        Err(Error::Twilio(error))
            if error.status() == Some(401) && accounts::renew(world, dealer).await? =>
        {
            look(world, dealer, id).await?;
        }
        looked => looked?,
    }
    Ok(Outcome::Done)
}

/// Asks Twilio now and stores the answer; a change is told.
pub(super) async fn look(world: &World, dealer: &DealerId, id: &SenderId) -> Result<()> {
    let mut db = world.store.read().await?;
    let sender = store::senders::get(&mut db, dealer, id)
        .await?
        .ok_or(Error::Missing)?;
    if sender.deleted_at.is_some() {
        return Ok(());
    }
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let sid = sender
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {id}: {why}")))?;
    let said = match world.twilio.fetch_sender(&creds, &sid).await {
        Ok(said) => seen::of(&said),
        // Twilio no longer knows it: the number or its account at Meta is gone.
        Err(error) if error.is_not_found() => Seen {
            status: SenderStatus::Offline,
            reason_code: Some(63111),
            reason: Some("Twilio no longer knows this sender".into()),
            quality: None,
            messaging_limit: None,
            display_name: None,
            inbound_url: sender.inbound_url.clone(),
            status_url: sender.status_url.clone(),
        },
        Err(error) => return Err(error.into()),
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::senders::set_seen(&mut db, dealer, id, &said, now).await?;
    tell_changes(&mut db, world, &sender, &said, now).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

async fn tell_changes(db: &mut Db, world: &World, was: &Sender, is: &Seen, now: Timestamp) -> Result<()> {
    let told = |what| Happening {
        sender: Some(&was.id),
        who: story::TWILIO,
        what,
        ..Happening::default()
    };
    if was.status.is_online() != is.status.is_online() || was.reason_code != is.reason_code {
        let what = match (&is.status, is.status.is_online()) {
            (_, true) => "sender.online",
            (SenderStatus::Offline, _) => "sender.offline",
            _ => "sender.status",
        };
        let happening = Happening {
            about: Some(is.status.as_str()),
            code: is.reason_code,
            raw: is.reason.as_deref(),
            ..told(what)
        };
        story::tell(db, world, now, &was.dealer_id, happening).await?;
    }
    let moved = was.inbound_url != is.inbound_url || was.status_url != is.status_url;
    let key = store::subaccounts::get(db, &was.dealer_id)
        .await?
        .map(|row| row.hook_key)
        .unwrap_or_default();
    if moved && !are_ours(world, &key, &is.inbound_url, &is.status_url) {
        let happening = Happening {
            raw: Some(&is.inbound_url),
            ..told("webhooks.drifted")
        };
        story::tell(db, world, now, &was.dealer_id, happening).await?;
    }
    Ok(())
}
