use domain::{
    AttachmentId, Code, DealerId, Lang, Timestamp, media,
    message::{AttachmentState, AttachmentView},
    say::media as words,
};
use store::{Db, attachments::Attachment};

use super::keep;
use crate::{
    Actor, Error, Result, World, accounts,
    jobs::{self, Outcome, Turn, Work},
    message_views,
};

/// Has a file fetched again that could not be. For the dealer's people.
pub async fn fetch_again(world: &World, actor: &Actor, id: &AttachmentId) -> Result<AttachmentView> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let (lang, now) = (Lang::default(), world.clock.now());
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let row = store::attachments::get(&mut db, dealer, id).await?;
    let mut row = row.ok_or(Error::Missing)?;
    match row.state {
        AttachmentState::Failed if row.source_url.is_some() => {}
        // Pressed twice.
        AttachmentState::Waiting | AttachmentState::Kept => return Ok(message_views::attachment(lang, row)),
        _ => return Err(Error::problem(Code::Conflict, words::not_fetched_again(lang))),
    }
    ask_again(&mut db, world, &mut row, seq, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(message_views::attachment(lang, row))
}

/// Has what could not be fetched of the message with this Twilio name fetched again, inside the caller's write.
pub(crate) async fn fetch_failed(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    sid: &str,
    now: Timestamp,
) -> Result<()> {
    let Some(message) = store::messages::find_by_sid(db, dealer, sid).await? else {
        return Ok(());
    };
    let files = store::attachments::list(db, dealer, &message.id).await?;
    for mut row in files {
        if row.state == AttachmentState::Failed && row.source_url.is_some() {
            let seq = store::inboxes::next(db, dealer).await?;
            ask_again(db, world, &mut row, seq, now).await?;
        }
    }
    Ok(())
}

async fn ask_again(db: &mut Db, world: &World, row: &mut Attachment, seq: i64, now: Timestamp) -> Result<()> {
    let dealer = row.dealer_id.clone();
    row.state = AttachmentState::Waiting;
    row.trouble = None;
    store::attachments::save(db, &dealer, row).await?;
    if let Some(message) = &row.message_id {
        store::messages::touch(db, &dealer, message, seq).await?;
    }
    let work = Work::FetchMedia {
        attachment: row.id.clone(),
    };
    jobs::enqueue(db, world, now, Some(&dealer), &work).await
}

/// Fetches an attachment from Twilio and keeps it. What cannot be fetched is shown with the reason. A job; it may run
/// twice, and the second time finds it kept.
pub(crate) async fn fetch(
    world: &World,
    dealer: &DealerId,
    id: &AttachmentId,
    turn: Turn,
) -> Result<Outcome> {
    let Some(mut row) = store::attachments::get(&mut world.store.read().await?, dealer, id).await? else {
        return Ok(Outcome::Done);
    };
    match row.state {
        // One that failed has a job again because somebody wants it tried again.
        AttachmentState::Waiting | AttachmentState::Failed => {}
        // An earlier run may have kept its bytes and not come to the end.
        AttachmentState::Erased => {
            keep::forget(world, &row).await?;
            return Ok(Outcome::Done);
        }
        AttachmentState::Kept | AttachmentState::Refused => return Ok(Outcome::Done),
    }
    let Some(url) = row.source_url.clone() else {
        return Err(Error::Conflict("an attachment without an address".into()));
    };
    match ask(world, dealer, &url).await {
        Ok(file) => {
            let said = row.content_type.clone();
            let claimed = if said.is_empty() {
                &file.content_type
            } else {
                &said
            };
            keep::keep(world, &mut row, claimed, file.bytes).await?;
            save(world, &row).await?;
            Ok(Outcome::Done)
        }
        Err(error) => failed(world, row, error, turn).await,
    }
}

/// With the dealer's credentials; once more with new ones if they were rotated.
async fn ask(world: &World, dealer: &DealerId, url: &str) -> Result<twilio::Fetched> {
    let credentials = async || {
        let mut db = world.store.read().await?;
        accounts::of_dealer(&mut db, world, dealer)
            .await
            .map(|(_, creds)| creds)
    };
    match world
        .twilio
        .fetch_media(&credentials().await?, url, media::MOST_BYTES)
        .await
    {
        Err(error) if error.status() == Some(401) && accounts::renew(world, dealer).await? => Ok(world
            .twilio
            .fetch_media(&credentials().await?, url, media::MOST_BYTES)
            .await?),
        answer => Ok(answer?),
    }
}

/// Shows why it is not here; tried again unless that cannot help.
async fn failed(world: &World, mut row: Attachment, error: Error, turn: Turn) -> Result<Outcome> {
    let Error::Twilio(why) = &error else {
        return Err(error);
    };
    let (state, trouble, ends) = match why {
        twilio::Error::TooLarge { .. } => (AttachmentState::Refused, "too_large", true),
        twilio::Error::Elsewhere => (AttachmentState::Refused, "elsewhere", true),
        gone if gone.is_not_found() => (AttachmentState::Failed, "gone", true),
        passing
            if matches!(passing.class(), twilio::Class::Retry | twilio::Class::Wait) && !turn.is_last() =>
        {
            (AttachmentState::Waiting, "retrying", false)
        }
        _ => (AttachmentState::Failed, "unreachable", false),
    };
    if row.state != state || row.trouble.as_deref() != Some(trouble) {
        row.state = state;
        row.trouble = Some(trouble.to_owned());
        save(world, &row).await?;
    }
    // What only a person could change is done; the rest is for the jobs page.
    if ends { Ok(Outcome::Done) } else { Err(error) }
}

/// Saves the row; its message has changed with it.
async fn save(world: &World, row: &Attachment) -> Result<()> {
    let dealer = &row.dealer_id;
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let now = store::attachments::get(&mut db, dealer, &row.id).await?;
    // Erased while it was fetched: what was just kept goes as well.
    if now.is_none_or(|now| now.state == AttachmentState::Erased) {
        drop(db);
        return keep::forget(world, row).await;
    }
    store::attachments::save(&mut db, dealer, row).await?;
    if let Some(message) = &row.message_id {
        store::messages::touch(&mut db, dealer, message, seq).await?;
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
