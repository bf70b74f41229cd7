//! Erasing what messages said. That there was one, and when, stays: counts and times tell nothing of a person.

use domain::{ContactId, ConversationId, DealerId, MessageId, Timestamp};

use crate::{
    Db, Result,
    shape::{self, text},
    words,
};

/// What is left in the place of a message's detail; `domain::message::Detail`.
const ERASED: &str = r#"{"erased":true}"#;

/// Messages of a buyer that still say something, at most `limit`.
pub async fn list_of_contact(
    db: &mut Db,
    dealer: &DealerId,
    contact: &ContactId,
    limit: u32,
) -> Result<Vec<MessageId>> {
    let rows: Vec<String> = on!(db, |c| sqlx::query_scalar(
        "select m.id from messages m join conversations c on c.id = m.conversation_id \
         where c.dealer_id = $1 and c.contact_id = $2 and m.erased_at is null limit $3"
    )
    .bind(dealer.as_str())
    .bind(contact.as_str())
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(text).collect()
}

/// Messages of a dealer from before `before` that still say something, at most `limit`.
pub async fn list_before(
    db: &mut Db,
    dealer: &DealerId,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<MessageId>> {
    let rows: Vec<String> = on!(db, |c| {
        sqlx::query_scalar(
        "select id from messages where dealer_id = $1 and at < $2 and erased_at is null order by at limit $3"
    )
    .bind(dealer.as_str())
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter().map(text).collect()
}

/// Takes the words out of a message, of its raw webhooks, of the search, and of the line of its conversation if it is
/// the last one there. Answers where its files are kept, which the caller removes.
pub async fn erase(
    db: &mut Db,
    dealer: &DealerId,
    id: &MessageId,
    at: Timestamp,
    seq: i64,
) -> Result<Vec<String>> {
    erase_hooks(db, dealer, id).await?;
    on!(db, |c| {
        sqlx::query(
        "update messages set body = '', detail = $3, erased_at = $4, seq = $5 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(ERASED)
    .bind(at.0)
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    words::delete_message(db, dealer, id).await?;
    on!(db, |c| {
        sqlx::query(
        "update conversations set last_text = '', seq = $3 where dealer_id = $1 and exists (select 1 from messages m \
         where m.id = $2 and m.conversation_id = conversations.id and m.at = conversations.last_at)"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    let kept: Vec<(Option<String>, Option<String>)> = on!(db, |c| sqlx::query_as(
        "select stored, small_stored from attachments where dealer_id = $1 and message_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_all(&mut *c)
    .await)?;
    on!(db, |c| sqlx::query(
        "update attachments set state = 'erased', name = null, source_url = null, stored = null, \
         small_stored = null, small_width = null, small_height = null, trouble = null \
         where dealer_id = $1 and message_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(kept
        .into_iter()
        .flat_map(|(stored, small)| [stored, small])
        .flatten()
        .collect())
}

/// Empties what Twilio sent about a message: itself, and how far one of ours came.
async fn erase_hooks(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<()> {
    let sid: Option<Option<String>> = on!(db, |c| sqlx::query_scalar(
        "select sid from messages where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    let Some(sid) = sid.flatten() else { return Ok(()) };
    on!(db, |c| sqlx::query(
        "update hooks set body = '' where kind = 'inbound' and dedupe_key = $2 and dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(&sid)
    .execute(&mut *c)
    .await
    .map(drop))?;
    // Under which keys news of a message is stored: its name and Twilio's word.
    Ok(on!(db, |c| {
        sqlx::query(
        "update hooks set body = '' where kind = 'status' and dealer_id = $1 and dedupe_key in ($2 || ':accepted', \
         $2 || ':queued', $2 || ':sending', $2 || ':sent', $2 || ':delivered', $2 || ':read', $2 || ':failed', \
         $2 || ':undelivered')"
    )
    .bind(dealer.as_str())
    .bind(&sid)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Forgets what people had begun to write in a conversation.
pub async fn delete_drafts(db: &mut Db, dealer: &DealerId, conversation: &ConversationId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from drafts where dealer_id = $1 and conversation_id = $2"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Erased messages that Twilio still has, by our name and Twilio's.
pub async fn list_at_twilio(db: &mut Db, dealer: &DealerId, limit: u32) -> Result<Vec<(MessageId, String)>> {
    let rows: Vec<(String, String)> = on!(db, |c| sqlx::query_as(
        "select id, sid from messages where dealer_id = $1 and erased_at is not null and sid is not null \
         order by erased_at, id limit $2"
    )
    .bind(dealer.as_str())
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter()
        .map(|(id, sid)| Ok((shape::text(id)?, sid)))
        .collect()
}

/// Notes that Twilio has it no more.
pub async fn set_gone(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update messages set sid = null where dealer_id = $1 and id = $2 and erased_at is not null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}
