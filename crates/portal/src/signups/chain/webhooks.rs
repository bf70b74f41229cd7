use domain::{DealerId, IntegrationId, SignupId, Span, integration::REGISTERED_VIA};
use store::{
    integrations::NewIntegration,
    senders::Sender as Row,
    signups::{Signup, Trouble},
    subaccounts::Subaccount,
};
use twilio::{Credentials, Sender, SenderUpdate};

use super::{super::letters, profile, session, still, trouble};
use crate::{
    Error, Result, World, accounts,
    audit::{Line, What},
    jobs::{Outcome, Turn, pause},
    senders::{self, seen},
    story::{self, Happening},
    telephone,
};

/// How long Twilio takes to apply other addresses.
const APPLIED: Span = Span::seconds(60);

/// Compares the webhooks with what we expect and repairs them; when they are ours, the signup is done.
pub(crate) async fn check_webhooks(
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
        _ => return Ok(Outcome::Done),
    };
    let row = row.ok_or_else(|| Error::Internal(format!("signup {id} lost its sender")))?;
    if row.online_at.is_none() {
        // Asked for too early: the job that waits for it asks again.
        return Ok(Outcome::Done);
    }
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    match compare(world, &creds, &row, &subaccount).await {
        Ok(Some(_)) => {
            connect(world, &signup, &row, &subaccount).await?;
            Ok(Outcome::Done)
        }
        Ok(None) => {
            let now = world.clock.now();
            let mut db = world.store.write().await?;
            let happening = Happening {
                signup: Some(id),
                sender: Some(&row.id),
                who: story::MACHINE,
                what: "webhooks.repaired",
                ..Happening::default()
            };
            story::tell(&mut db, world, now, dealer, happening).await?;
            db.commit().await?;
            Ok(Outcome::Later(now + pause(world, APPLIED)))
        }
        Err(error) => trouble::failed(world, &signup, turn, error).await,
    }
}

/// The sender, if its webhooks are ours; else they are written again.
async fn compare(
    world: &World,
    creds: &Credentials,
    row: &Row,
    subaccount: &Subaccount,
) -> Result<Option<Sender>> {
    let sid = row
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", row.id)))?;
    let sender = world.twilio.fetch_sender(creds, &sid).await?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::senders::set_seen(&mut db, &row.dealer_id, &row.id, &seen::of(&sender), now).await?;
    db.commit().await?;
    if senders::is_ours(world, &subaccount.hook_key, &sender.webhook) {
        return Ok(Some(sender));
    }
    let update = SenderUpdate {
        webhook: Some(profile::webhook(world, &subaccount.hook_key)),
        ..SenderUpdate::default()
    };
    world.twilio.update_sender(creds, &sid, &update).await?;
    Ok(None)
}

/// Nothing is missing any more.
async fn connect(world: &World, signup: &Signup, row: &Row, subaccount: &Subaccount) -> Result<()> {
    let now = world.clock.now();
    let (dealer, id) = (&signup.dealer_id, &signup.id);
    let Some(number_id) = &signup.number_id else {
        return Err(Error::Internal(format!("signup {id} lost its number")));
    };
    // Twilio's record, not what the browser said; the portfolio is known of the session's only.
    let business_id = if signup.waba_id.as_ref() == Some(&row.waba_id) {
        signup.business_id.as_deref()
    } else {
        subaccount.business_id.as_deref()
    };
    let mut db = world.store.write().await?;
    if !still(&mut db, signup).await? {
        return Ok(());
    }
    let number = store::numbers::get(&mut db, dealer, number_id)
        .await?
        .ok_or(Error::Missing)?;
    let integration: IntegrationId = world.chance.id(now);
    let new = NewIntegration {
        id: &integration,
        signup: id,
        number: number_id,
        sender: &row.id,
        subaccount: &subaccount.id,
        waba_id: &row.waba_id,
        business_id,
        phone_number_id: signup.phone_number_id.as_deref(),
        solution_id: signup.solution_id.as_deref(),
        config_id: signup.config_id.as_deref(),
        registered_via: REGISTERED_VIA,
        connected_at: now,
    };
    store::integrations::insert(&mut db, dealer, &new).await?;
    store::signups::set_webhooks(&mut db, dealer, id, now).await?;
    store::signups::set_trouble(&mut db, dealer, id, &Trouble::default(), now).await?;
    let shown = telephone::national(&number.number);
    let happening = Happening {
        signup: Some(id),
        sender: Some(&row.id),
        who: story::MACHINE,
        what: "connected",
        about: Some(&shown),
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::SignupConnected)
        .of(dealer)
        .on(&shown)
        .write(&mut db, world, now)
        .await?;
    letters::connected(&mut db, world, now, signup, &shown, integration.as_str()).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
