use domain::{DealerId, IntegrationId, Lang, say::signup as words};
use twilio::{MessageFilter, MessageStatus, NewMessage};

use super::access;
use crate::{Error, Result, World, accounts, jobs::Outcome};

/// Answers the test message. A second run first looks whether the first one's message was taken.
pub(crate) async fn answer_test(
    world: &World,
    dealer: &DealerId,
    id: &IntegrationId,
    to: &str,
) -> Result<Outcome> {
    let mut db = world.store.read().await?;
    let integration = store::integrations::get(&mut db, dealer, id)
        .await?
        .ok_or(Error::Missing)?;
    if integration.test_message_sid.is_some() || integration.disconnected_at.is_some() {
        return Ok(Outcome::Done);
    }
    let connected = access::with_rows(&mut db, integration).await?;
    let name = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?
        .name;
    let (subaccount, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);

    let from = connected.number.number.whatsapp();
    let body = words::test_answer(Lang::default(), &name);
    let filter = MessageFilter {
        from: Some(from.clone()),
        to: Some(to.to_owned()),
        limit: Some(20),
        ..MessageFilter::default()
    };
    let earlier = world
        .twilio
        .list_messages(&creds, &creds.account_sid, &filter)
        .await?;
    let message = if let Some(taken) = earlier.into_iter().find(|message| message.body == body) {
        taken
    } else {
        let new = NewMessage {
            from,
            to: to.to_owned(),
            body: Some(body),
            status_callback: Some(accounts::status_url(world, &subaccount.hook_key)),
            ..NewMessage::default()
        };
        world
            .twilio
            .send_message(&creds, &creds.account_sid, &new)
            .await?
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::integrations::set_test_message(&mut db, dealer, id, message.sid.as_str()).await?;
    // Its status may have been told before its name was stored.
    if matches!(message.status, MessageStatus::Delivered | MessageStatus::Read) {
        store::integrations::set_test_answered(&mut db, dealer, message.sid.as_str(), now).await?;
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(Outcome::Done)
}
