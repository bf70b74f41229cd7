use domain::{DealerId, IntegrationId, Timestamp};
use twilio::{MessageStatus, form::StatusCallback};

use crate::{
    Result, World,
    story::{self, Happening},
};

/// Notes that a message of ours went on. Today only the answer to the test message is followed.
pub async fn note_status(
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
    received: Timestamp,
) -> Result<()> {
    let news = StatusCallback::of(form);
    // Meta leaves `delivered` out when the message is read at once.
    let arrived = matches!(
        news.status(),
        Some(MessageStatus::Delivered | MessageStatus::Read)
    );
    let Some(sid) = news.message_sid().filter(|_| arrived) else {
        return Ok(());
    };
    // Almost all of them are about other messages: those cost no write.
    let Some(id) = tested(world, dealer, sid.as_str()).await? else {
        return Ok(());
    };
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::integrations::set_test_message(&mut db, dealer, &id, sid.as_str()).await?;
    if !store::integrations::set_test_answered(&mut db, dealer, sid.as_str(), received).await? {
        return Ok(());
    }
    let happening = Happening {
        who: story::MACHINE,
        what: "test.answered",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

/// Of which integration's test a message of ours is the answer, if that has not been seen to arrive.
async fn tested(world: &World, dealer: &DealerId, sid: &str) -> Result<Option<IntegrationId>> {
    let mut db = world.store.read().await?;
    let message = store::messages::find_by_sid(&mut db, dealer, sid).await?;
    let name = message.and_then(|message| message.request_id);
    let Some(id) = name.and_then(|name| name.strip_prefix(story::TEST)?.parse::<IntegrationId>().ok()) else {
        return Ok(None);
    };
    let integration = store::integrations::get(&mut db, dealer, &id).await?;
    Ok(integration
        .filter(|row| row.test_answered_at.is_none())
        .map(|_| id))
}
