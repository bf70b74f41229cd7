use domain::{
    AttachmentId, ConversationId, DealerId, MessageId, NumberId, Timestamp,
    conversation::ConversationState,
    message::{AttachmentState, Direction, Kind, Origin, one_line},
};
use store::{Db, attachments::Attachment, contacts::Contact, conversations::Conversation, messages::Message};

use super::{Heard, closed, contact, turn, wish};
use crate::{
    Error, Result, World, bell,
    jobs::{self, Work},
};

/// Takes in a buyer's message from Twilio's form, which came at `at`. The same message twice is one; messages in any
/// order end in the same state. For the work on webhooks.
pub async fn receive(
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
    at: Timestamp,
) -> Result<()> {
    let heard = Heard::read(form, at)
        .ok_or_else(|| Error::Conflict("a message without its name, its buyer or its number".into()))?;
    take(world, dealer, &heard).await.map(drop)
}

/// Takes in a buyer's message. Answers whether it is new.
pub(crate) async fn take(world: &World, dealer: &DealerId, heard: &Heard) -> Result<bool> {
    // A second delivery costs no write.
    let mut db = world.store.read().await?;
    if store::messages::find_by_sid(&mut db, dealer, &heard.sid)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let number = number(&mut db, dealer, heard).await?;
    drop(db);
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    if store::messages::find_by_sid(&mut db, dealer, &heard.sid)
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let contact = contact::of(&mut db, world, dealer, heard, seq).await?;
    let mut conversation = conversation(&mut db, world, &contact, &number, heard, seq).await?;
    let message = message(world, &conversation, heard, seq);
    store::messages::insert(&mut db, dealer, &message).await?;
    bell::ring(&mut db, world, dealer, &message.id).await?;
    attach(&mut db, world, &message, heard).await?;
    let answered = if heard.at < conversation.last_at {
        store::messages::last_answer_at(&mut db, dealer, &conversation.id).await?
    } else {
        None
    };
    add(&mut conversation, heard, answered);
    store::conversations::save(&mut db, dealer, &conversation, seq).await?;
    if let Some(said) = heard.wish {
        wish::heard(&mut db, world, &conversation, contact, heard, said, seq).await?;
    } else {
        closed::answer(&mut db, world, &conversation, heard.at, seq).await?;
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(true)
}

/// The dealer's number that was written to. One that is disconnected still has its conversations.
async fn number(db: &mut Db, dealer: &DealerId, heard: &Heard) -> Result<NumberId> {
    if let Some(sender) = store::senders::find_by_number(db, dealer, &heard.to).await? {
        return Ok(sender.number_id);
    }
    let numbers = store::numbers::list(db, dealer).await?;
    let known = numbers.into_iter().rev().find(|number| number.number == heard.to);
    // Tried again: the row of a number that is just being connected may be on its way.
    known.map(|number| number.id).ok_or_else(|| {
        Error::Internal(format!(
            "a message to {}, which is no number of this dealer",
            heard.to
        ))
    })
}

/// The conversation of buyer and number, begun with this message when there is none.
async fn conversation(
    db: &mut Db,
    world: &World,
    contact: &Contact,
    number: &NumberId,
    heard: &Heard,
    seq: i64,
) -> Result<Conversation> {
    let dealer = &contact.dealer_id;
    if let Some(found) = store::conversations::find(db, dealer, &contact.id, number).await? {
        return Ok(found);
    }
    let id: ConversationId = world.chance.id(world.clock.now());
    let mut new = Conversation {
        id,
        dealer_id: dealer.clone(),
        contact_id: contact.id.clone(),
        number_id: number.clone(),
        state: ConversationState::Open,
        snoozed_until: None,
        assignee_id: None,
        unread: 0,
        waiting_since: None,
        last_inbound_at: None,
        last_at: heard.at,
        last_text: String::new(),
        last_kind: Kind::Text,
        last_direction: Direction::In,
        last_status: None,
        place: 0,
        seq,
        created_at: heard.at,
    };
    store::conversations::insert(db, dealer, &new).await?;
    // Stored with the rest of what the message changes.
    new.assignee_id = turn::take(db, dealer).await?;
    Ok(new)
}

fn message(world: &World, conversation: &Conversation, heard: &Heard, seq: i64) -> Message {
    let id: MessageId = world.chance.id(world.clock.now());
    Message {
        id,
        dealer_id: conversation.dealer_id.clone(),
        conversation_id: conversation.id.clone(),
        direction: Direction::In,
        origin: Origin::Buyer,
        author_id: None,
        kind: heard.kind,
        body: heard.body.clone(),
        detail: heard.detail.clone(),
        request_id: None,
        sid: Some(heard.sid.clone()),
        status: None,
        error_code: None,
        attempted_at: None,
        attempts: 0,
        price: None,
        price_unit: None,
        at: heard.at,
        seq,
    }
}

/// Notes the files and has them fetched.
async fn attach(db: &mut Db, world: &World, message: &Message, heard: &Heard) -> Result<()> {
    let now = world.clock.now();
    let dealer = &message.dealer_id;
    for (url, content_type) in &heard.files {
        let id: AttachmentId = world.chance.id(now);
        let attachment = Attachment {
            id: id.clone(),
            dealer_id: dealer.clone(),
            message_id: Some(message.id.clone()),
            content_type: content_type.clone(),
            name: None,
            bytes: 0,
            state: AttachmentState::Waiting,
            source_url: Some(url.clone()),
            stored: None,
            small_stored: None,
            small_width: None,
            small_height: None,
            trouble: None,
            created_at: now,
        };
        store::attachments::insert(db, dealer, &attachment).await?;
        jobs::enqueue(db, world, now, Some(dealer), &Work::FetchMedia { attachment: id }).await?;
    }
    Ok(())
}

/// The conversation with one more message of the buyer; `answered` is when a person last wrote, for a message that
/// comes late: what was answered already does not wait.
fn add(conversation: &mut Conversation, heard: &Heard, answered: Option<Timestamp>) {
    let at = heard.at;
    conversation.state = ConversationState::Open;
    conversation.snoozed_until = None;
    conversation.unread += 1;
    conversation.last_inbound_at = conversation.last_inbound_at.max(Some(at));
    if answered.is_none_or(|answered| answered < at) {
        conversation.waiting_since = Some(conversation.waiting_since.map_or(at, |since| since.min(at)));
    }
    if at >= conversation.last_at {
        conversation.last_at = at;
        conversation.last_text = last_text(heard);
        conversation.last_kind = heard.kind;
        conversation.last_direction = Direction::In;
        conversation.last_status = None;
    }
}

/// The words for the list: the buyer's, or those on what they pressed or where they are.
fn last_text(heard: &Heard) -> String {
    let detail = &heard.detail;
    let place = detail.location.as_ref().map(|place| {
        let named = [place.label.as_str(), place.address.as_str()];
        named
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default()
    });
    let answer = detail.answer.as_ref().map(|(words, _)| words.as_str());
    let words = [Some(heard.body.as_str()), answer, place];
    one_line(
        words
            .into_iter()
            .flatten()
            .find(|words| !words.trim().is_empty())
            .unwrap_or_default(),
    )
}
