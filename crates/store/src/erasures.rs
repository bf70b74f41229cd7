//! Erasing what messages said. That there was one, and when, stays: counts and times tell nothing of a person.

use domain::{ContactId, ConversationId, DealerId, MessageId, Timestamp};

use crate::{Db, Result, attachments, shape::text, words};

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

/// Where the files of these messages are kept.
pub async fn list_files(db: &mut Db, dealer: &DealerId, ids: &[MessageId]) -> Result<Vec<String>> {
    let ids: Vec<&MessageId> = ids.iter().collect();
    let files = attachments::list_of(db, dealer, &ids).await?;
    Ok(files
        .into_iter()
        .flat_map(|file| [file.stored, file.small_stored])
        .flatten()
        .collect())
}

/// Takes the words out of a message, of its raw webhooks, of the search, and of the line of its conversation if it is
/// the last one there. Answers where its files were kept: nothing here tells it afterwards.
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
            "update conversations set last_text = '', seq = $3 where dealer_id = $1 \
         and id = (select m.conversation_id from messages m where m.id = $2 and m.dealer_id = $1) \
         and last_at = (select m.at from messages m where m.id = $2 and m.dealer_id = $1)",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .bind(seq)
        .execute(&mut *c)
        .await
        .map(drop)
    })?;
    let kept = list_files(db, dealer, std::slice::from_ref(id)).await?;
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
    Ok(kept)
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

/// An erased message that Twilio still has.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AtTwilio {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: MessageId,
    /// Twilio's name of it.
    pub sid: String,
    /// When it was erased here; the list is ordered by it.
    #[sqlx(try_from = "i64")]
    pub erased_at: Timestamp,
}

/// Erased messages that Twilio still has, after this one, the first erased first.
pub async fn list_at_twilio(
    db: &mut Db,
    dealer: &DealerId,
    after: Option<&AtTwilio>,
    limit: u32,
) -> Result<Vec<AtTwilio>> {
    let (at, id) = after.map_or((i64::MIN, ""), |last| (last.erased_at.0, last.id.as_str()));
    Ok(on!(db, |c| sqlx::query_as(
        "select id, sid, erased_at from messages where dealer_id = $1 and erased_at is not null \
         and sid is not null and (erased_at, id) > ($2, $3) order by erased_at, id limit $4"
    )
    .bind(dealer.as_str())
    .bind(at)
    .bind(id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?)
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
