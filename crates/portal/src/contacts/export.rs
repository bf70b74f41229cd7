use std::collections::BTreeMap;

use domain::{ContactId, ConversationId, DealerId, Lang, MessageId, Timestamp, message::AttachmentState};
use futures::{Stream, StreamExt as _, stream};
use serde_json::{Value, json};
use store::{Cursor, attachments::Attachment, contacts::Contact, messages::Message};

use super::{open, tar};
use crate::{
    Actor, Result, World,
    audit::{Line, What},
    contact_views, media,
};

/// How many messages are read at once.
const AT_ONCE: u32 = 500;

/// Everything that is known of a buyer, as a tar archive: `contact.json` and the files.
#[derive(Debug)]
pub struct Export {
    /// What it is saved as.
    pub name: String,
    json: Vec<u8>,
    files: Vec<(String, String)>,
    at: Timestamp,
}

/// Gathers everything that is known of a buyer. For the dealer's people.
pub async fn export(world: &World, actor: &Actor, id: &ContactId) -> Result<Export> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let contact = open::seen(&mut db, actor, id).await?;
    let dealer = contact.dealer_id.clone();
    let conversations = store::conversations::list_of_contact(&mut db, &dealer, id).await?;
    drop(db);
    let mut files = Vec::new();
    let mut talks = Vec::new();
    for conversation in conversations {
        let mut messages = Vec::new();
        let mut place = Cursor::start();
        loop {
            let (rows, mut hanging) = page(world, &dealer, &conversation.id, &place).await?;
            let Some(last) = rows.last() else { break };
            place = Cursor {
                at: last.at,
                id: last.id.as_str().to_owned(),
            };
            for row in rows {
                let names = attached(hanging.remove(&row.id).unwrap_or_default(), &mut files);
                messages.push(told(&row, &names));
            }
        }
        messages.reverse();
        let mut db = world.store.read().await?;
        let number = store::numbers::get(&mut db, &dealer, &conversation.number_id).await?;
        talks.push(json!({"number": number.map(|number| number.number), "messages": messages}));
    }
    let whole = json!({"exported_at": now.rfc3339(), "contact": about(contact), "conversations": talks});
    let json = serde_json::to_vec_pretty(&whole).map_err(|why| crate::Error::Internal(why.to_string()))?;
    let mut db = world.store.write().await?;
    Line::new(What::ContactExported)
        .by(actor)
        .of(&dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(Export {
        name: format!("contact-{id}.tar"),
        json,
        files,
        at: now,
    })
}

fn about(contact: Contact) -> Value {
    let phone = contact.phone.clone();
    let scoped = contact.scoped.clone();
    let view = contact_views::view(Lang::default(), contact);
    json!({
        "id": view.id, "name": view.name, "phone": phone, "whatsapp_id": scoped,
        "profile_name": view.profile_name, "own_name": view.own_name, "notes": view.notes,
        "consent": view.consent, "consent_at": view.consent_at.map(Timestamp::rfc3339), "consent_how": view.consent_how,
        "stopped_at": view.stopped_at.map(Timestamp::rfc3339), "stopped_word": view.stopped_word,
        "since": view.since.rfc3339(),
    })
}

fn told(row: &Message, files: &[String]) -> Value {
    json!({
        "at": row.at.rfc3339(), "direction": row.direction, "kind": row.kind, "body": row.body,
        "detail": row.detail, "status": row.status, "price": row.price, "price_unit": row.price_unit, "files": files,
    })
}

/// Messages before the cursor, and what hangs on them. With a reader of its own: a long export keeps none from others.
async fn page(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
    before: &Cursor,
) -> Result<(Vec<Message>, BTreeMap<MessageId, Vec<Attachment>>)> {
    let mut db = world.store.read().await?;
    let rows = store::messages::list(&mut db, dealer, conversation, before, AT_ONCE).await?;
    let ids: Vec<&MessageId> = rows.iter().map(|row| &row.id).collect();
    let mut hanging: BTreeMap<MessageId, Vec<Attachment>> = BTreeMap::new();
    for file in store::attachments::list_of(&mut db, dealer, &ids).await? {
        if let Some(message) = file.message_id.clone() {
            hanging.entry(message).or_default().push(file);
        }
    }
    Ok((rows, hanging))
}

/// The names in the archive of what hangs on a message.
fn attached(hanging: Vec<Attachment>, files: &mut Vec<(String, String)>) -> Vec<String> {
    let mut names = Vec::new();
    for file in hanging {
        let Some(key) = file
            .stored
            .clone()
            .filter(|_| file.state == AttachmentState::Kept)
        else {
            continue;
        };
        // Its own name may hold anything; the ending tells what it is.
        let ending = media::name(&file);
        let ending = ending.rsplit('.').next().unwrap_or("bin");
        let plain = ending.chars().all(|c| c.is_ascii_alphanumeric()) && ending.len() <= 8;
        let name = format!("files/{}.{}", file.id, if plain { ending } else { "bin" });
        files.push((name.clone(), key));
        names.push(name);
    }
    names
}

impl Export {
    /// The archive in pieces. One file at a time is in memory; one that cannot be read ends it before its end, so that
    /// whoever saves it sees that it is not whole.
    pub fn pieces(
        self,
        files: files::Files,
    ) -> impl Stream<Item = std::result::Result<Vec<u8>, files::Error>> + use<> {
        let at = self.at;
        let first = whole("contact.json", self.json, at);
        let rest = stream::iter(self.files).then(move |(name, key)| {
            let files = files.clone();
            async move {
                let bytes = files.get(&key).await?;
                Ok(bytes.map(|bytes| whole(&name, bytes, at)).unwrap_or_default())
            }
        });
        stream::iter([Ok(first)])
            .chain(rest)
            .chain(stream::iter([Ok(tar::end())]))
    }
}

/// A file with what stands before and after it.
fn whole(name: &str, bytes: Vec<u8>, at: Timestamp) -> Vec<u8> {
    let mut piece = tar::header(name, bytes.len(), at);
    let padding = tar::padding(bytes.len());
    piece.extend(bytes);
    piece.extend(padding);
    piece
}
