use domain::{
    ContactId, DealerId, MessageId, Span, Timestamp, contact::Consent, conversation::ConversationState,
};
use store::{Db, contacts::Contact};

use super::open;
use crate::{
    Actor, Error, Result, World, accounts,
    audit::{Line, What},
    jobs::{self, Outcome, Work, pause},
};

/// How many messages are erased in one write, and how many at Twilio in one turn of the job.
const AT_ONCE: u32 = 200;
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
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    let mut keys = Vec::new();
    for id in ids {
        keys.extend(store::erasures::erase(&mut db, dealer, id, now, seq).await?);
    }
    let work = Work::EraseAtTwilio {
        dealer: dealer.clone(),
    };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    // The files before the commit: a crash in between erases again, and nothing points to a file that stays.
    for key in keys {
        world
            .files
            .remove(&key)
            .await
            .map_err(|why| Error::Internal(why.to_string()))?;
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// Deletes at Twilio what was erased here, with its files. A job; what is gone already counts as deleted.
pub(crate) async fn erase_at_twilio(world: &World, dealer: &DealerId) -> Result<Outcome> {
    let mut db = world.store.read().await?;
    let left = store::erasures::list_at_twilio(&mut db, dealer, AT_ONCE).await?;
    let (_, creds) = accounts::of_dealer(&mut db, world, dealer).await?;
    drop(db);
    let is_full = left.len() == AT_ONCE as usize;
    let mut under_way = 0_u32;
    for (id, sid) in &left {
        let Ok(sid) = sid.parse() else {
            gone(world, dealer, id).await?;
            continue;
        };
        match world
            .twilio
            .delete_message(&creds, &creds.account_sid, &sid)
            .await
        {
            Ok(()) => gone(world, dealer, id).await?,
            Err(error) if error.code() == Some(STILL_UNDER_WAY) => {
                // Its words can go at once.
                world
                    .twilio
                    .redact_message(&creds, &creds.account_sid, &sid)
                    .await?;
                under_way += 1;
            }
            Err(error) if error.status() == Some(401) && accounts::renew(world, dealer).await? => {
                return Ok(Outcome::Later(world.clock.now() + pause(world, Span::seconds(1))));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let now = world.clock.now();
    Ok(match (is_full, under_way) {
        (_, 1..) => Outcome::Later(now + pause(world, LATER)),
        (true, 0) => Outcome::Later(now + pause(world, Span::seconds(1))),
        (false, 0) => Outcome::Done,
    })
}

async fn gone(world: &World, dealer: &DealerId, id: &MessageId) -> Result<()> {
    let mut db: Db = world.store.write().await?;
    store::erasures::set_gone(&mut db, dealer, id).await?;
    db.commit().await?;
    Ok(())
}
