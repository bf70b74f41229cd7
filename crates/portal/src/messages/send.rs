use domain::{
    DealerId, Lang, MessageId, PersonId, Timestamp,
    message::{Direction, MessageView, Origin, Outgoing, Status, one_line},
    say::sending as words,
};
use store::{Db, messages::Message, replies::NewReply};

use super::{Route, content::Written};
use crate::{
    Actor, Error, Result, World,
    jobs::{self, Work},
    message_views,
};

/// Writes a message down and has it sent. The same `request_id` again answers the message it made. For the dealer's
/// people.
pub async fn send(world: &World, actor: &Actor, outgoing: Outgoing) -> Result<MessageView> {
    let dealer = actor.dealer()?;
    let (person, _) = actor.person()?;
    let lang = Lang::default();
    if !outgoing.has_name() {
        return Err(Error::field("request_id", words::request(lang)));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next(&mut db, dealer).await?;
    if let Some(known) = store::messages::find_by_request(&mut db, dealer, &outgoing.request_id).await? {
        return if known.conversation_id == outgoing.conversation {
            message_views::one(&mut db, lang, now, known).await
        } else {
            Err(Error::field("request_id", words::request(lang)))
        };
    }
    let route = Route::find(&mut db, dealer, &outgoing.conversation).await?;
    let route = route.ok_or(Error::Missing)?;
    route.clear(outgoing.content.needs_window(), now)?;
    let written = Written::read(&mut db, &route, outgoing.content, now).await?;
    let author = Author::Person(person, outgoing.request_id);
    let message = write(&mut db, world, route, written, author, seq).await?;
    let view = message_views::one(&mut db, lang, now, message).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(view)
}

/// Who writes a message of ours.
pub(super) enum Author<'a> {
    /// Somebody of the dealer's, and the client's name of the message.
    Person(&'a PersonId, String),
    /// Forecourt. The name says what it answers, so that it is written once.
    Machine(String),
}

/// Stores a message that waits to be sent, its conversation's line, the end of the buyer's wait, and the job that sends
/// it; inside the caller's write, which began with `seq`.
pub(super) async fn write(
    db: &mut Db,
    world: &World,
    route: Route,
    written: Written,
    author: Author<'_>,
    seq: i64,
) -> Result<Message> {
    let now = world.clock.now();
    let mut conversation = route.conversation;
    let dealer = conversation.dealer_id.clone();
    let id: MessageId = world.chance.id(now);
    let (origin, person, request_id) = match author {
        Author::Person(person, request_id) => (Origin::Person, Some(person), request_id),
        Author::Machine(name) => (Origin::Machine, None, name),
    };
    let message = Message {
        id,
        dealer_id: dealer.clone(),
        conversation_id: conversation.id.clone(),
        direction: Direction::Out,
        origin,
        author_id: person.cloned(),
        kind: written.kind,
        body: written.body.clone(),
        detail: written.detail.clone(),
        request_id: Some(request_id),
        sid: None,
        status: Some(Status::Waiting),
        error_code: None,
        attempted_at: None,
        attempts: 0,
        price: None,
        price_unit: None,
        at: after(conversation.last_at, now),
        seq,
    };
    if !store::messages::insert(db, &dealer, &message).await? {
        return Err(Error::Conflict("the message is there already".into()));
    }
    written.attach(db, &dealer, &message.id).await?;
    if let Some(person) = person
        && let Some(since) = conversation.waiting_since.take()
    {
        end_wait(db, world, &message, person, since, now).await?;
    }
    conversation.last_at = message.at;
    conversation.last_text = one_line(&message.body);
    conversation.last_kind = message.kind;
    conversation.last_direction = Direction::Out;
    conversation.last_status = message.status;
    store::conversations::save(db, &dealer, &conversation, seq).await?;
    enqueue(db, world, now, &dealer, &message).await?;
    Ok(message)
}

/// Has what waits in a message's conversation sent, inside the caller's write.
pub(super) async fn enqueue(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &DealerId,
    message: &Message,
) -> Result<()> {
    let work = Work::DeliverMessages {
        conversation: message.conversation_id.clone(),
    };
    jobs::enqueue(db, world, now, Some(dealer), &work).await
}

/// Now, or just after the last message: two of the same microsecond keep the order they were written in.
fn after(last: Timestamp, now: Timestamp) -> Timestamp {
    if now > last { now } else { Timestamp(last.0 + 1) }
}

async fn end_wait(
    db: &mut Db,
    world: &World,
    message: &Message,
    person: &PersonId,
    since: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let id: MessageId = world.chance.id(now);
    let reply = NewReply {
        id: id.as_str(),
        conversation: &message.conversation_id,
        person,
        waited_since: since,
        replied_at: now,
    };
    Ok(store::replies::insert(db, &message.dealer_id, &reply).await?)
}
