use domain::{
    ConversationId, DealerId, Lang, PersonId, Timestamp,
    conversation::{MOST_NOTE, NewNote},
    message::{Detail, Direction, Kind, MessageView, Origin},
    say,
};
use store::{Db, messages::Message};

use super::held::{hold, not_erased};
use crate::{Actor, Error, Result, World, bell, message_views};

/// Characters of a request's id.
const ID: usize = 64;

/// Writes a note that only the dealer's people see, and tells those it names. Never sent: it makes no job, and the
/// database refuses it a name of Twilio's. For owners and agents.
pub async fn write_note(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    note: NewNote,
) -> Result<MessageView> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let lang = Lang::default();
    let body = note.body.replace('\0', "");
    let body = body.trim();
    if body.is_empty() || body.chars().count() > MOST_NOTE {
        return Err(Error::field("body", say::desk::note_text(lang, MOST_NOTE)));
    }
    if !(1..=ID).contains(&note.request_id.len()) || note.request_id.contains('\0') {
        return Err(Error::field("request_id", say::desk::note_text(lang, MOST_NOTE)));
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let held = hold(&mut db, dealer, conversation).await?;
    if let Some(known) = store::messages::find_by_request(&mut db, dealer, &note.request_id).await? {
        if known.direction != Direction::Note || known.conversation_id != *conversation {
            return Err(Error::Conflict(
                "the request's name belongs to another message".into(),
            ));
        }
        return message_views::one(&mut db, lang, now, known).await;
    }
    not_erased(&mut db, &held.row).await?;
    let named = named(&mut db, dealer, me, &note.mentions).await?;
    let message = Message {
        id: world.chance.id(now),
        dealer_id: dealer.clone(),
        conversation_id: conversation.clone(),
        direction: Direction::Note,
        origin: Origin::Person,
        author_id: Some(me.clone()),
        kind: Kind::Text,
        body: body.to_owned(),
        detail: Detail {
            mentions: named.iter().map(PersonId::to_string).collect(),
            ..Detail::default()
        },
        request_id: Some(note.request_id),
        sid: None,
        status: None,
        error_code: None,
        attempted_at: None,
        attempts: 0,
        price: None,
        price_unit: None,
        at: now,
        seq: held.seq,
    };
    store::messages::insert(&mut db, dealer, &message).await?;
    tell(&mut db, dealer, &named, conversation, now).await?;
    if !named.is_empty() {
        bell::ring(&mut db, world, dealer, &message.id).await?;
    }
    let view = message_views::one(&mut db, lang, now, message).await?;
    held.save(db, world).await?;
    world.work.notify_one();
    Ok(view)
}

/// Those of the dealer's people who are named, without whoever writes.
async fn named(db: &mut Db, dealer: &DealerId, me: &PersonId, ids: &[PersonId]) -> Result<Vec<PersonId>> {
    let members = store::people::list(db, dealer).await?;
    let members = members.into_iter().map(|row| row.person.id);
    Ok(members.filter(|id| id != me && ids.contains(id)).collect())
}

async fn tell(
    db: &mut Db,
    dealer: &DealerId,
    named: &[PersonId],
    conversation: &ConversationId,
    now: Timestamp,
) -> Result<()> {
    for person in named {
        store::mentions::insert(db, dealer, person, conversation, now).await?;
    }
    Ok(())
}
