//! Who is named in the notes of a conversation, and whether they have seen it.

use domain::{ConversationId, DealerId, PersonId, Timestamp};

use crate::{
    Db, Result,
    among::{self, on_list},
    shape,
};

/// Notes that a new note names a person.
pub async fn insert(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversation: &ConversationId,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into mentions (dealer_id, person_id, conversation_id, at) values ($1, $2, $3, $4) \
         on conflict (person_id, conversation_id) do update set at = excluded.at, seen_at = null"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(conversation.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Of these conversations, those whose notes name a person, and whether they have seen it.
pub async fn list_of(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversations: &[&ConversationId],
) -> Result<Vec<(ConversationId, bool)>> {
    let ids = among::list(conversations.iter().map(|id| id.as_str()));
    let rows: Vec<(String, Option<i64>)> = on_list!(db, |c| sqlx::query_as(concat!(
        "select conversation_id, seen_at from mentions where dealer_id = $1 and person_id = $2 \
         and conversation_id in ",
        among!("$3")
    ))
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    let pair = |(conversation, seen): (String, Option<i64>)| Ok((shape::text(conversation)?, seen.is_some()));
    rows.into_iter().map(pair).collect()
}

/// A person has seen the notes of a conversation. Answers whether there was one they had not seen.
pub async fn mark_seen(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversation: &ConversationId,
    at: Timestamp,
) -> Result<bool> {
    let seen = on!(db, |c| {
        sqlx::query(
        "update mentions set seen_at = $4 where dealer_id = $1 and person_id = $2 and conversation_id = $3 \
         and seen_at is null"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(conversation.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(seen > 0)
}
