use std::collections::BTreeMap;

use domain::{
    ContactId, ConversationId, DealerId, LabelId, Lang, PersonId,
    conversation::{ConversationRow, Mention},
};
use store::{Db, contacts::Contact, conversations::Conversation};

use crate::{Result, contact_views};

/// Conversations as lines of the list, in the same order, as `me` sees them. However many there are, names, labels and
/// mentions are asked for once.
pub(super) async fn lines(
    db: &mut Db,
    dealer: &DealerId,
    me: &PersonId,
    found: Vec<Conversation>,
) -> Result<Vec<ConversationRow>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&ConversationId> = found.iter().map(|row| &row.id).collect();
    let buyers = buyers(db, dealer, &found, |contact| {
        (
            contact_views::name(Lang::default(), contact),
            contact_views::known(contact),
        )
    })
    .await?;
    let mut labels: BTreeMap<ConversationId, Vec<LabelId>> = BTreeMap::new();
    for (conversation, label) in store::labels::list_of(db, dealer, &ids).await? {
        labels.entry(conversation).or_default().push(label);
    }
    let mentions = store::mentions::list_of(db, dealer, me, &ids).await?;
    let mut mentions: BTreeMap<ConversationId, bool> = mentions.into_iter().collect();
    let line = |row: Conversation| {
        let (name, known) = buyers.get(&row.contact_id).cloned().unwrap_or_default();
        ConversationRow {
            name,
            known,
            labels: labels.remove(&row.id).unwrap_or_default(),
            mention: match mentions.remove(&row.id) {
                None => Mention::None,
                Some(true) => Mention::Seen,
                Some(false) => Mention::New,
            },
            id: row.id,
            contact: row.contact_id,
            number: row.number_id,
            last: row.last_text,
            last_kind: row.last_kind,
            last_direction: row.last_direction,
            last_status: row.last_status,
            last_at: row.last_at,
            unread: row.unread,
            waiting_since: row.waiting_since,
            state: row.state,
            snoozed_until: row.snoozed_until,
            assignee: row.assignee_id,
            place: row.place,
            seq: row.seq,
        }
    };
    Ok(found.into_iter().map(line).collect())
}

/// What the buyers of these conversations are called.
pub(super) async fn names(
    db: &mut Db,
    dealer: &DealerId,
    found: &[Conversation],
) -> Result<BTreeMap<ContactId, String>> {
    buyers(db, dealer, found, |contact| {
        contact_views::name(Lang::default(), contact)
    })
    .await
}

async fn buyers<T>(
    db: &mut Db,
    dealer: &DealerId,
    found: &[Conversation],
    what: fn(&Contact) -> T,
) -> Result<BTreeMap<ContactId, T>> {
    let ids: Vec<&ContactId> = found.iter().map(|row| &row.contact_id).collect();
    let contacts = store::contacts::list_of(db, dealer, &ids).await?;
    let told = contacts.into_iter().map(|contact| {
        let what = what(&contact);
        (contact.id, what)
    });
    Ok(told.collect())
}
