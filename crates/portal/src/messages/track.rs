use domain::{
    DealerId, MessageId,
    message::{Direction, Status},
};
use store::{Db, messages::Message};
use twilio::form::StatusCallback;

use super::Inbox;
use crate::{
    Result, World, hooks,
    jobs::{self, Work},
};

/// What a callback says about a message of ours.
struct News {
    sid: String,
    /// Our own name of it, from the address that Twilio called.
    id: Option<MessageId>,
    /// Which try of it, from 1; from there as well.
    attempt: u32,
    status: Status,
    error_code: Option<u32>,
}

/// Notes how far a message of ours came. News may come late, twice, out of order, or before Twilio's answer to the
/// sending did; the status only moves up.
pub async fn track(world: &World, dealer: &DealerId, form: &[(String, String)]) -> Result<()> {
    let mut db = world.store.write().await?;
    let inbox = Inbox::open(&mut db, world, dealer).await?;
    track_in(&mut db, &inbox, form).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

/// The same inside the caller's write. Answers the message, if it is one of the inbox. For the work on webhooks.
pub(crate) async fn track_in(
    db: &mut Db,
    inbox: &Inbox<'_>,
    form: &[(String, String)],
) -> Result<Option<Message>> {
    let Some(news) = read(form) else { return Ok(None) };
    let found = find(db, inbox.dealer, &news).await?;
    if found.as_ref().is_none_or(|message| message.detail.erased) {
        store::erasures::erase_late_news(db, inbox.dealer, news.id.as_ref(), &news.sid).await?;
    }
    let Some(message) = found else { return Ok(None) };
    let moved = after(&message, &news);
    if moved != message {
        save(db, inbox.world, inbox.dealer, &moved, inbox.seq).await?;
    }
    Ok(Some(moved))
}

fn read(form: &[(String, String)]) -> Option<News> {
    let callback = StatusCallback::of(form);
    Some(News {
        sid: callback.message_sid()?.as_str().to_owned(),
        id: callback.get(hooks::MESSAGE).and_then(|id| id.parse().ok()),
        // What was handed over before addresses told was mostly the first.
        attempt: callback
            .get(hooks::ATTEMPT)
            .and_then(|count| count.parse().ok())
            .unwrap_or(1),
        status: Status::of_twilio(callback.status()?.as_str())?,
        error_code: callback.error_code(),
    })
}

/// By Twilio's name; else by ours, if Twilio's is not known yet: then this is how it is learned. News of an earlier try
/// say nothing of this one.
async fn find(db: &mut Db, dealer: &DealerId, news: &News) -> Result<Option<Message>> {
    if let Some(found) = store::messages::find_by_sid(db, dealer, &news.sid).await? {
        return Ok(Some(found).filter(|message| concerns(message, news.status)));
    }
    let Some(id) = &news.id else { return Ok(None) };
    let found = store::messages::get(db, dealer, id).await?;
    Ok(found.filter(|message| {
        message.direction == Direction::Out && message.sid.is_none() && message.attempts == news.attempt
    }))
}

/// Whether news of the Twilio name that a message bears are about it. One that is to be sent again bears its earlier
/// try's name until then; only that it arrived after all is news then.
pub(super) fn concerns(message: &Message, news: Status) -> bool {
    let is_sent_again = message.status == Some(Status::Waiting) && message.attempted_at.is_none();
    !is_sent_again || news > Status::Failed
}

/// The message as it stands after the news.
fn after(message: &Message, news: &News) -> Message {
    if message.direction != Direction::Out {
        return message.clone();
    }
    let status = message.status.unwrap_or(Status::Waiting).after(news.status);
    let error_code = match status {
        Status::Failed => message.error_code.or(news.error_code),
        // It arrived after all, or a try before this one had failed.
        _ => None,
    };
    Message {
        sid: Some(news.sid.clone()),
        status: Some(status),
        error_code,
        ..message.clone()
    }
}

/// Stores it, and the line of the list if it is the last message there.
pub(crate) async fn save(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    message: &Message,
    seq: i64,
) -> Result<()> {
    store::messages::save_delivery(db, dealer, message, seq).await?;
    if message.detail.erased
        && let Some(sid) = &message.sid
    {
        // Erased while it was on its way: only now it has the name that it is deleted by at Twilio.
        store::erasures::insert_copy(db, dealer, &message.id, sid, world.clock.now()).await?;
        let work = Work::EraseAtTwilio {
            dealer: dealer.clone(),
        };
        jobs::enqueue(db, world, world.clock.now(), Some(dealer), &work).await?;
    }
    let conversation = store::conversations::get(db, dealer, &message.conversation_id).await?;
    if let Some(mut conversation) = conversation
        && conversation.last_direction == Direction::Out
        && conversation.last_at == message.at
        && conversation.last_status != message.status
    {
        conversation.last_status = message.status;
        store::conversations::save(db, dealer, &conversation, seq).await?;
    }
    Ok(())
}
