use domain::IntegrationId;
use twilio::SenderUpdate;

use super::{access, check_health};
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    signups::chain,
    story::{self, Happening},
    telephone,
};

/// Writes our webhook addresses at Twilio again. For owners and admins.
pub async fn repair_webhooks(world: &World, actor: &Actor, id: &IntegrationId) -> Result<()> {
    if actor.owned_dealer().is_err() {
        actor.admin()?;
    }
    let mut db = world.store.read().await?;
    let connected = access::seen(&mut db, actor, id).await?;
    let dealer = &connected.integration.dealer_id;
    if connected.sender.deleted_at.is_some() {
        return Err(Error::Conflict("the number is disconnected".into()));
    }
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let sender = &connected.sender;
    let sid = sender
        .sender_sid
        .parse()
        .map_err(|why| Error::Internal(format!("sender {}: {why}", sender.id)))?;
    let update = SenderUpdate {
        webhook: Some(chain::webhook(world, &subaccount.hook_key)),
        ..SenderUpdate::default()
    };
    world.twilio.update_sender(&creds, &sid, &update).await?;
    check_health::look(world, dealer, &sender.id).await?;
    let now = world.clock.now();
    let number = telephone::national(&connected.number.number);
    let mut db = world.store.write().await?;
    let happening = Happening {
        sender: Some(&sender.id),
        who: actor.name(),
        what: "webhooks.repaired",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::WebhooksRepaired)
        .by(actor)
        .of(dealer)
        .on(&number)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
