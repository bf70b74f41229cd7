use std::collections::BTreeSet;

use domain::{
    ContactId, DealerId, MessageId, Span, Timestamp, contact::Consent, conversation::ConversationState,
};
use store::{Db, contacts::Contact, erasures::AtTwilio};
use twilio::Credentials;

use super::open;
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    jobs::{self, Outcome, Work, pause},
};

/// How many messages are erased in one write, and read at once of those that Twilio has.
pub(super) const AT_ONCE: u32 = 200;
/// Twilio does not delete a message that is still under way.
const STILL_UNDER_WAY: u32 = 20_009;
/// How soon such a message is tried again.
const LATER: Span = Span::minutes(10);

/// Erases everything a buyer said and is called, here and at Twilio. That there were messages, and when, stays. For the
/// dealer's owners.
pub async fn erase(world: &World, actor: &Actor, id: &ContactId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    // The person first: nothing more is sent to them or found under their name.
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let contact = open::seen(&mut db, actor, id).await?;
    if contact.erased_at.is_some() {
        return Ok(());
    }
    for mut conversation in store::conversations::list_of_contact(&mut db, dealer, id).await? {
        conversation.state = ConversationState::Resolved;
        conversation.snoozed_until = None;
        conversation.unread = 0;
        conversation.waiting_since = None;
        conversation.last_inbound_at = None;
        conversation.last_text = String::new();
        store::conversations::save(&mut db, dealer, &conversation, seq).await?;
        store::erasures::delete_drafts(&mut db, dealer, &conversation.id).await?;
    }
    store::contacts::save(&mut db, dealer, &nobody(contact, now)).await?;
    Line::new(What::ContactErased)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    let work = Work::EraseMessages { contact: id.clone() };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// What is left of a contact.
fn nobody(contact: Contact, now: Timestamp) -> Contact {
    Contact {
        phone: None,
        scoped: None,
        profile_name: None,
        own_name: None,
        notes: String::new(),
        consent: Consent::Unknown,
        consent_at: None,
        consent_how: None,
        stopped_word: None,
        erased_at: Some(now),
        ..contact
    }
}

/// Erases what an erased buyer said. A job; the rest of an earlier try is done by the next.
pub(crate) async fn erase_messages(world: &World, dealer: &DealerId, contact: &ContactId) -> Result<Outcome> {
    loop {
        let mut db = world.store.read().await?;
        let left = store::erasures::list_of_contact(&mut db, dealer, contact, AT_ONCE).await?;
        drop(db);
        if left.is_empty() {
            return Ok(Outcome::Done);
        }
        batch(world, dealer, &left).await?;
    }
}

/// Erases these messages here, and has Twilio's copies deleted.
pub(super) async fn batch(world: &World, dealer: &DealerId, ids: &[MessageId]) -> Result<()> {
    let mut removed = BTreeSet::new();
    // The files first, and outside the write: a crash in between erases again, and nothing points to a file that
    // stays. One that was fetched meanwhile is removed in the next round, while its message still tells where it is.
    loop {
        let keys = store::erasures::list_files(&mut world.store.read().await?, dealer, ids).await?;
        for key in keys {
            world
                .files
                .remove(&key)
                .await
                .map_err(|why| Error::Internal(why.to_string()))?;
            removed.insert(key);
        }
        if forget(world, dealer, ids, &removed).await? {
            return Ok(());
        }
    }
}

/// Erases these messages whose files are removed. Answers whether that was done: not if one has another file by now.
async fn forget(
    world: &World,
    dealer: &DealerId,
    ids: &[MessageId],
    removed: &BTreeSet<String>,
) -> Result<bool> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    for id in ids {
        let keys = store::erasures::erase(&mut db, dealer, id, now, seq).await?;
        if keys.iter().any(|key| !removed.contains(key)) {
            return Ok(false);
        }
    }
    let work = Work::EraseAtTwilio {
        dealer: dealer.clone(),
    };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(true)
}

/// What became of a message's copy at Twilio.
enum There {
    Gone,
    /// Its words are gone; it can be deleted later.
    UnderWay,
    /// Nothing yet: the credentials are new.
    Renewed,
}

/// Deletes at Twilio what was erased here, with its files. A job; what is gone already counts as deleted. What is still
/// under way is passed by, so that it keeps nothing behind it waiting.
pub(crate) async fn erase_at_twilio(world: &World, dealer: &DealerId) -> Result<Outcome> {
    let mut last: Option<AtTwilio> = None;
    let mut waits = false;
    loop {
        let mut db = world.store.read().await?;
        let left = store::erasures::list_at_twilio(&mut db, dealer, last.as_ref(), AT_ONCE).await?;
        if left.is_empty() {
            break;
        }
        let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
        drop(db);
        for one in &left {
            match delete(world, dealer, &creds, &one.sid).await? {
                There::Gone => gone(world, dealer, &one.id).await?,
                There::UnderWay => waits = true,
                There::Renewed => {
                    return Ok(Outcome::Later(world.clock.now() + pause(world, Span::seconds(1))));
                }
            }
        }
        last = left.into_iter().next_back();
    }
    Ok(if waits {
        Outcome::Later(world.clock.now() + pause(world, LATER))
    } else {
        Outcome::Done
    })
}

async fn delete(world: &World, dealer: &DealerId, creds: &Credentials, sid: &str) -> Result<There> {
    // No name that Twilio could have given.
    let Ok(sid) = sid.parse() else {
        return Ok(There::Gone);
    };
    match world.twilio.delete_message(creds, &creds.account_sid, &sid).await {
        Ok(()) => Ok(There::Gone),
        Err(error) if error.code() == Some(STILL_UNDER_WAY) => {
            // Its words can go at once.
            world
                .twilio
                .redact_message(creds, &creds.account_sid, &sid)
                .await?;
            Ok(There::UnderWay)
        }
        Err(error) if error.status() == Some(401) && accounts::renew(world, dealer).await? => {
            Ok(There::Renewed)
        }
        Err(error) => Err(error.into()),
    }
}

async fn gone(world: &World, dealer: &DealerId, id: &MessageId) -> Result<()> {
    let mut db: Db = world.store.write().await?;
    store::erasures::set_gone(&mut db, dealer, id).await?;
    db.commit().await?;
    Ok(())
}
