use domain::{DealerId, Timestamp};
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
    let known = store::integrations::list(&mut world.store.read().await?, dealer).await?;
    let is_answer = |row: &store::integrations::Integration| {
        row.test_message_sid.as_deref() == Some(sid.as_str()) && row.test_answered_at.is_none()
    };
    if !known.iter().any(is_answer) {
        return Ok(());
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
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
