use domain::{
    AttachmentId, ConversationId, DealerId, MessageId, NumberId, Timestamp,
    conversation::ConversationState,
    message::{AttachmentState, Direction, Kind, Origin, one_line},
};
use store::{Db, attachments::Attachment, contacts::Contact, conversations::Conversation, messages::Message};

use super::{Heard, Inbox, closed, contact, turn, wish};
use crate::{
    Error, Result, World,
    jobs::{self, Work},
};

/// Takes in a buyer's message from Twilio's form, which came at `at`. The same message twice is one; messages in any
/// order end in the same state.
pub async fn receive(
    world: &World,
    dealer: &DealerId,
    form: &[(String, String)],
    at: Timestamp,
) -> Result<()> {
    let heard = read(form, at)?;
    take(world, dealer, &heard).await.map(drop)
}

/// The same inside the caller's write. For the work on webhooks.
pub(crate) async fn receive_in(
    db: &mut Db,
    inbox: &mut Inbox<'_>,
    form: &[(String, String)],
    at: Timestamp,
) -> Result<()> {
    let heard = read(form, at)?;
    take_in(db, inbox, &heard).await.map(drop)
}

fn read(form: &[(String, String)], at: Timestamp) -> Result<Heard> {
    Heard::read(form, at)
        .ok_or_else(|| Error::Conflict("a message without its name, its buyer or its number".into()))
}

/// Takes in a buyer's message. Answers whether it is new.
pub(crate) async fn take(world: &World, dealer: &DealerId, heard: &Heard) -> Result<bool> {
    let mut db = world.store.write().await?;
    let mut inbox = Inbox::open(&mut db, world, dealer).await?;
    if !take_in(&mut db, &mut inbox, heard).await? {
        return Ok(false);
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(true)
}

async fn take_in(db: &mut Db, inbox: &mut Inbox<'_>, heard: &Heard) -> Result<bool> {
    let (world, dealer, seq) = (inbox.world, inbox.dealer, inbox.seq);
    let known = store::messages::find_by_sid(db, dealer, &heard.sid).await?;
    let is_erased = match &known {
        Some(known) => known.detail.erased,
        None => store::erasures::is_erased(db, dealer, &heard.sid).await?,
    };
    if is_erased {
        // What comes once more after that is not kept either.
        store::erasures::erase_hooks(db, dealer, &heard.sid).await?;
    }
    if known.is_some() || is_erased {
        return Ok(false);
    }
    let number = inbox.number(db, &heard.to).await?;
    let (contact, known) = contact::of(db, world, dealer, heard, seq).await?;
    let found = match known {
        contact::Known::Before => store::conversations::find(db, dealer, &contact.id, &number).await?,
        contact::Known::Now => None,
    };
    let is_new = found.is_none();
    let mut conversation = match found {
        Some(found) => found,
        None => begun(db, inbox, &contact, &number, heard).await?,
    };
    let answered = if heard.at < conversation.last_at {
        store::messages::last_answer_at(db, dealer, &conversation.id).await?
    } else {
        None
    };
    add(&mut conversation, heard, answered);
    if is_new {
        store::conversations::insert(db, dealer, &conversation).await?;
    } else {
        store::conversations::save(db, dealer, &conversation, seq).await?;
    }
    let message = message(world, &conversation, heard, seq);
    store::messages::insert(db, dealer, &message).await?;
    inbox.ring(db, &message.id).await?;
    attach(db, world, &message, heard).await?;
    if let Some(said) = heard.wish {
        wish::heard(db, world, &conversation, contact, heard, said, seq).await?;
    } else {
        closed::answer(db, inbox, &conversation, heard.at).await?;
    }
    Ok(true)
}

/// The conversation of buyer and number that begins with this message.
async fn begun(
    db: &mut Db,
    inbox: &mut Inbox<'_>,
    contact: &Contact,
    number: &NumberId,
    heard: &Heard,
) -> Result<Conversation> {
    let id: ConversationId = inbox.world.chance.id(inbox.world.clock.now());
    Ok(Conversation {
        id,
        dealer_id: inbox.dealer.clone(),
        contact_id: contact.id.clone(),
        number_id: number.clone(),
        state: ConversationState::Open,
        snoozed_until: None,
        assignee_id: turn::take(db, inbox).await?,
        unread: 0,
        waiting_since: None,
        last_inbound_at: None,
        last_at: heard.at,
        last_text: String::new(),
        last_kind: Kind::Text,
        last_direction: Direction::In,
        last_status: None,
        place: 0,
        seq: inbox.seq,
        created_at: heard.at,
    })
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
