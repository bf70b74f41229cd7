//! Who wrote: found by number or by Meta's name of them, made when they are new, made one when they were two.

use domain::{ContactId, DealerId, E164, Timestamp, contact::Consent, conversation::ConversationState};
use store::{
    Db,
    contacts::{Contact, NewContact},
    conversations::Conversation,
};

use super::Heard;
use crate::{
    Result, World,
    jobs::{self, Work},
};

/// Whether a contact has written before.
pub(super) enum Known {
    Before,
    Now,
}

/// The contact of a message, with what the message says about them.
pub(super) async fn of(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    heard: &Heard,
    seq: i64,
) -> Result<(Contact, Known)> {
    let Some(mut contact) = found(db, world, dealer, heard, seq).await? else {
        return Ok((made(db, world, dealer, heard).await?, Known::Now));
    };
    let before = contact.clone();
    if let Some(phone) = heard.from.phone() {
        contact.phone = Some(E164::clone(phone));
    }
    if let Some(scoped) = &heard.scoped {
        contact.scoped = Some(scoped.clone());
    }
    // Most say nothing new of themselves, and are as easily found as before.
    if contact != before {
        store::contacts::save(db, dealer, &contact).await?;
    }
    if let Some(name) = &heard.profile_name
        && contact.profile_at.is_none_or(|at| at <= heard.at)
    {
        let is_same = contact.profile_name.as_ref() == Some(name);
        contact.profile_name = Some(name.clone());
        contact.profile_at = Some(heard.at);
        if is_same {
            store::contacts::set_profile_at(db, dealer, &contact.id, heard.at).await?;
        } else {
            store::contacts::save(db, dealer, &contact).await?;
        }
    }
    Ok((contact, Known::Before))
}

async fn made(db: &mut Db, world: &World, dealer: &DealerId, heard: &Heard) -> Result<Contact> {
    let id: ContactId = world.chance.id(world.clock.now());
    let new = NewContact {
        id: &id,
        phone: heard.from.phone(),
        scoped: heard.scoped.as_deref(),
        profile_name: heard.profile_name.as_deref(),
        at: heard.at,
    };
    store::contacts::insert(db, dealer, &new).await?;
    Ok(new.contact(dealer))
}

/// The one with the number or the name. When each is somebody's, and the one with the name has no number, they are the
/// same person.
async fn found(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    heard: &Heard,
    seq: i64,
) -> Result<Option<Contact>> {
    let by_phone = match heard.from.phone() {
        Some(phone) => store::contacts::find(db, dealer, Some(phone), None).await?,
        None => None,
    };
    let by_name = match &heard.scoped {
        Some(scoped) => store::contacts::find(db, dealer, None, Some(scoped)).await?,
        None => None,
    };
    Ok(match (by_phone, by_name) {
        (Some(one), Some(other)) if one.id == other.id => Some(one),
        (Some(one), Some(other)) if other.phone.is_none() => Some(unite(db, world, one, other, seq).await?),
        (Some(one), Some(mut other)) => {
            // The name moved with the person to another number.
            other.scoped = None;
            store::contacts::save(db, dealer, &other).await?;
            Some(one)
        }
        (found, None) | (None, found) => found,
    })
}

/// Makes one contact of two: `kept` has what `gone` was, where it has nothing of its own.
async fn unite(db: &mut Db, world: &World, mut kept: Contact, gone: Contact, seq: i64) -> Result<Contact> {
    let dealer = &gone.dealer_id;
    let now = world.clock.now();
    for conversation in store::conversations::list_of_contact(db, dealer, &gone.id).await? {
        let number = &conversation.number_id;
        match store::conversations::find(db, dealer, &kept.id, number).await? {
            None => store::conversations::set_contact(db, dealer, &conversation.id, &kept.id, seq).await?,
            Some(into) => {
                let work = Work::DeliverMessages {
                    conversation: into.id.clone(),
                };
                store::unions::unite(db, dealer, &conversation.id, &into.id, seq).await?;
                let both = merged(into, conversation);
                store::conversations::save(db, dealer, &both, seq).await?;
                // What waited in the one waits in the other now, and so does its time to come back.
                jobs::enqueue(db, world, now, Some(dealer), &work).await?;
                if let Some(until) = both.snoozed_until {
                    let work = Work::Reopen {
                        conversation: both.id.clone(),
                    };
                    jobs::enqueue_at(db, world, now, Some(dealer), &work, until).await?;
                }
            }
        }
    }
    store::contacts::delete(db, dealer, &gone.id).await?;
    // A line of the list is gone, which no page is told.
    store::inboxes::set_anew(db, dealer, seq).await?;
    kept.scoped = gone.scoped;
    if gone.profile_at > kept.profile_at {
        kept.profile_name = gone.profile_name;
        kept.profile_at = gone.profile_at;
    }
    kept.own_name = kept.own_name.or(gone.own_name);
    if !gone.notes.is_empty() {
        let both = [kept.notes.as_str(), gone.notes.as_str()].join("\n");
        both.trim().clone_into(&mut kept.notes);
    }
    if kept.consent == Consent::Unknown {
        kept.consent = gone.consent;
        kept.consent_at = gone.consent_at;
        kept.consent_how = gone.consent_how;
    }
    if gone.word_at > kept.word_at {
        kept.stopped_at = gone.stopped_at;
        kept.stopped_word = gone.stopped_word;
        kept.word_at = gone.word_at;
    }
    store::contacts::save(db, dealer, &kept).await?;
    Ok(kept)
}

/// What the list shows of both. An open one is not hidden behind one that is put off, nor that behind one that is done.
fn merged(one: Conversation, other: Conversation) -> Conversation {
    let sooner = match (one.waiting_since, other.waiting_since) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let (unread, last_inbound_at) = (
        one.unread + other.unread,
        one.last_inbound_at.max(other.last_inbound_at),
    );
    let assignee_id = one.assignee_id.clone().or_else(|| other.assignee_id.clone());
    let (id, contact_id) = (one.id.clone(), one.contact_id.clone());
    let (state, snoozed_until) = state(&one, &other);
    let later = if other.last_at > one.last_at { other } else { one };
    Conversation {
        id,
        contact_id,
        assignee_id,
        unread,
        waiting_since: sooner,
        last_inbound_at,
        state,
        snoozed_until,
        ..later
    }
}

/// Open if one of them is; else put off if one of them is, until the sooner of their times.
fn state(one: &Conversation, other: &Conversation) -> (ConversationState, Option<Timestamp>) {
    let is_any = |state| one.state == state || other.state == state;
    if is_any(ConversationState::Open) {
        return (ConversationState::Open, None);
    }
    let until = [one.snoozed_until, other.snoozed_until]
        .into_iter()
        .flatten()
        .min();
    let state = if is_any(ConversationState::Snoozed) {
        ConversationState::Snoozed
    } else {
        ConversationState::Resolved
    };
    (state, until)
}
