use domain::{DealerId, IntegrationId, Timestamp};
use store::{Db, integrations::Integration};
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
    let mut db = world.store.write().await?;
    let message = match StatusCallback::of(form).message_sid() {
        Some(sid) => store::messages::find_by_sid(&mut db, dealer, sid.as_str()).await?,
        None => None,
    };
    let name = message.and_then(|message| message.request_id);
    note_status_in(&mut db, world, dealer, name.as_deref(), form, received).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

/// The same inside the caller's write; `name` is the message's own, from whoever wrote it. For the work on webhooks.
pub(crate) async fn note_status_in(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    name: Option<&str>,
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
    // Almost all of them are about other messages.
    let Some(id) = tested(db, dealer, name).await? else {
        return Ok(());
    };
    store::integrations::set_test_message(db, dealer, &id, sid.as_str()).await?;
    if !store::integrations::set_test_answered(db, dealer, sid.as_str(), received).await? {
        return Ok(());
    }
    let happening = Happening {
        who: story::MACHINE,
        what: "test.answered",
        ..Happening::default()
    };
    story::tell(db, world, world.clock.now(), dealer, happening).await
}

/// Of which integration's test the message of that name is the answer, if it has not been seen to arrive.
async fn tested(db: &mut Db, dealer: &DealerId, name: Option<&str>) -> Result<Option<IntegrationId>> {
    let Some((name, id)) = name.and_then(|name| Some((name, story::tested(name)?))) else {
        return Ok(None);
    };
    let integration = store::integrations::get(db, dealer, &id).await?;
    // Late news of the answer before say nothing of this test.
    let is_this = |row: &Integration| row.test_answered_at.is_none() && story::test_name(row) == name;
    Ok(integration.filter(is_this).map(|_| id))
}
