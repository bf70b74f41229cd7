//! What people have begun to write, each for themself.

use domain::{ConversationId, DealerId, PersonId, Timestamp};

use crate::{Db, Result};

/// Keeps what a person has begun to write in a conversation.
pub async fn set(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversation: &ConversationId,
    body: &str,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into drafts (dealer_id, person_id, conversation_id, body, at) values ($1, $2, $3, $4, $5) \
         on conflict (person_id, conversation_id) do update set body = excluded.body, at = excluded.at"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(conversation.as_str())
    .bind(body)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// What a person has begun to write in a conversation; empty if nothing.
pub async fn get(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversation: &ConversationId,
) -> Result<String> {
    let body: Option<String> = on!(db, |c| sqlx::query_scalar(
        "select body from drafts where dealer_id = $1 and person_id = $2 and conversation_id = $3"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(conversation.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(body.unwrap_or_default())
}

/// Forgets it.
pub async fn delete(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    conversation: &ConversationId,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from drafts where dealer_id = $1 and person_id = $2 and conversation_id = $3"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(conversation.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}
