use std::collections::BTreeSet;

use domain::{ContactId, DealerId, MessageId, Timestamp, contact::Consent, conversation::ConversationState};
use store::contacts::Contact;

use super::open;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{self, Outcome, Work},
};

/// How many messages are erased in one write.
pub(super) const AT_ONCE: u32 = 200;

/// Erases everything a buyer said and is called, here and at Twilio. That there were messages, and when, stays. For the
/// dealer's owners.
pub async fn erase(world: &World, actor: &Actor, id: &ContactId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    // The person first: nothing more is sent to them or found under their name.
    let mut db = world.store.write().await?;
    // Whoever has them on the page loads it anew.
    let seq = store::inboxes::next_anew(&mut db, dealer).await?;
    let contact = open::seen(&mut db, actor, id).await?;
    if contact.erased_at.is_some() {
        return Ok(());
    }
    let address = contact.address().map(|address| address.whatsapp());
    for mut conversation in store::conversations::list_of_contact(&mut db, dealer, id).await? {
        if let Some(address) = &address {
            // Nobody knows yet whether Twilio took these: they are looked for, to be deleted there.
            let lost = store::messages::list_unanswered(&mut db, dealer, &conversation.id).await?;
            store::erasures::keep_searches(&mut db, dealer, address, &lost, now).await?;
        }
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

/// Erases some of what an erased buyer said, and asks for another turn while there may be more. A job.
pub(crate) async fn erase_messages(world: &World, dealer: &DealerId, contact: &ContactId) -> Result<Outcome> {
    let mut db = world.store.read().await?;
    let left = store::erasures::list_of_contact(&mut db, dealer, contact, AT_ONCE).await?;
    drop(db);
    if left.is_empty() {
        return Ok(Outcome::Done);
    }
    batch(world, dealer, &left).await?;
    Ok(Outcome::Later(world.clock.now()))
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
