use domain::{
    Code, Lang, MessageId, dictionary,
    message::{Direction, MessageView, Status},
    say::sending as words,
};

use super::{Route, send, template, track};
use crate::{Actor, Error, Result, World, message_views};

/// Has a message sent again that failed for a reason that may have passed. It keeps its place. For the dealer's people.
pub async fn retry(world: &World, actor: &Actor, id: &MessageId) -> Result<MessageView> {
    let dealer = actor.dealer()?;
    actor.person()?;
    let (lang, now) = (Lang::default(), world.clock.now());
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let message = store::messages::get(&mut db, dealer, id).await?;
    let mut message = message
        .filter(|message| message.direction == Direction::Out)
        .ok_or(Error::Missing)?;
    match message.status {
        Some(Status::Failed) => {}
        // Pressed twice.
        Some(Status::Waiting) => return message_views::one(&mut db, lang, now, message).await,
        _ => return Err(Error::problem(Code::Conflict, words::not_failed(lang))),
    }
    let trouble = dictionary::trouble(
        lang,
        message.status,
        message.error_code,
        message.attempted_at,
        now,
    );
    if let Some(trouble) = trouble.filter(|trouble| !trouble.retry) {
        let words = format!("{} {}", trouble.what, trouble.act);
        return Err(Error::problem(Code::Refused, words));
    }
    let route = Route::find(&mut db, dealer, &message.conversation_id).await?;
    let route = route.ok_or(Error::Missing)?;
    route.clear(false, now)?;
    template::still(&mut db, &route, &message, now).await??;
    // Its name at Twilio stays until it is handed over again, so that late news of the failure still finds it.
    message.status = Some(Status::Waiting);
    message.error_code = None;
    message.attempted_at = None;
    track::save(&mut db, world, dealer, &message, seq).await?;
    send::enqueue(&mut db, world, now, dealer, &message).await?;
    let view = message_views::one(&mut db, lang, now, message).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(view)
}
