use std::collections::BTreeMap;

use domain::{ConversationId, DealerId, Lang, MessageId, conversation::Hit};
use store::{
    Db,
    conversations::Conversation,
    messages::Message,
    words::{Asked, find_contacts, find_messages},
};

use super::{
    excerpt::{excerpt, of_contact},
    lines::names,
};
use crate::{Actor, Result, World, contact_views};

/// Hits shown.
const MOST: u32 = 50;
/// Of these at most that many for the contact itself.
const CONTACTS: u32 = 10;

/// Conversations with these words in the contact's name or number, then those with the words in a message, the newest
/// first, at most 50. For owners and agents.
pub async fn search(world: &World, actor: &Actor, words: &str) -> Result<Vec<Hit>> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let asked = Asked::of(words);
    let mut db = world.store.read().await?;
    let mut hits = by_contact(&mut db, dealer, &asked).await?;
    hits.extend(by_message(&mut db, dealer, &asked).await?);
    hits.truncate(usize::try_from(MOST).expect("a small number"));
    Ok(hits)
}

async fn by_contact(db: &mut Db, dealer: &DealerId, asked: &Asked) -> Result<Vec<Hit>> {
    let found = find_contacts(db, dealer, asked, CONTACTS).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = found.iter().collect();
    let contacts = store::contacts::list_of(db, dealer, &ids).await?;
    let rows = store::conversations::list_with(db, dealer, &ids).await?;
    let hit = |row: Conversation| {
        let contact = contacts.iter().find(|contact| contact.id == row.contact_id)?;
        let name = contact_views::name(Lang::default(), contact);
        Some(Hit {
            excerpt: of_contact(&name, contact.phone.as_ref(), asked),
            conversation: row.id,
            contact: row.contact_id,
            name,
            message: None,
            at: row.last_at,
        })
    };
    Ok(rows.into_iter().filter_map(hit).collect())
}

async fn by_message(db: &mut Db, dealer: &DealerId, asked: &Asked) -> Result<Vec<Hit>> {
    let found = find_messages(db, dealer, asked, MOST).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&MessageId> = found.iter().collect();
    let mut messages = store::messages::list_of(db, dealer, &ids).await?;
    messages.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
    let mut ids: Vec<&ConversationId> = messages.iter().map(|message| &message.conversation_id).collect();
    ids.sort();
    ids.dedup();
    let rows = store::conversations::list_of(db, dealer, &ids).await?;
    let names = names(db, dealer, &rows).await?;
    let rows: BTreeMap<ConversationId, Conversation> =
        rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let hit = |message: Message| {
        let row = rows.get(&message.conversation_id)?;
        Some(Hit {
            excerpt: excerpt(&message.body, asked),
            conversation: message.conversation_id,
            contact: row.contact_id.clone(),
            name: names.get(&row.contact_id).cloned().unwrap_or_default(),
            message: Some(message.id),
            at: message.at,
        })
    };
    Ok(messages.into_iter().filter_map(hit).collect())
}
