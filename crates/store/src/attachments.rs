//! Pictures, recordings and documents of messages. The bytes are in the media store; here is where they stand.

use std::collections::BTreeSet;

use domain::{AttachmentId, DealerId, MessageId, Timestamp, message::AttachmentState};

use crate::{
    Db, Result,
    among::{self, on_list},
    shape::{self, maybe, moment, plain, row, text},
};

row! {
    /// An attachment.
    Attachment {
        /// Which.
        id: AttachmentId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Of which message; none while that is being written.
        message_id: Option<MessageId> = Option<String>, maybe;
        /// `image/jpeg` …
        content_type: String = String, plain;
        /// The file's name.
        name: Option<String> = Option<String>, plain;
        /// Bytes; 0 while it is not known.
        bytes: i64 = i64, plain;
        /// Where it stands.
        state: AttachmentState = String, |word: String| shape::word(&word, AttachmentState::parse);
        /// Where Twilio has it.
        source_url: Option<String> = Option<String>, plain;
        /// Where we keep it.
        stored: Option<String> = Option<String>, plain;
        /// Where we keep its small picture.
        small_stored: Option<String> = Option<String>, plain;
        /// Pixels.
        small_width: Option<i64> = Option<i64>, plain;
        /// Pixels.
        small_height: Option<i64> = Option<i64>, plain;
        /// Why it is not here: a stable word.
        trouble: Option<String> = Option<String>, plain;
        /// When it was first known.
        created_at: Timestamp = i64, moment;
    }
}

impl Attachment {
    /// Where its bytes are kept.
    pub fn key(&self) -> String {
        format!("{}/{}", self.dealer_id, self.id)
    }
    /// Where its small picture is kept.
    pub fn small_key(&self) -> String {
        format!("{}-small", self.key())
    }
    /// Where any bytes of it may be, whether or not the row knows of them yet.
    pub fn keys(&self) -> BTreeSet<String> {
        let noted = [&self.stored, &self.small_stored].into_iter().flatten().cloned();
        [self.key(), self.small_key()].into_iter().chain(noted).collect()
    }
}

/// Adds an attachment.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Attachment) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into attachments (id, dealer_id, message_id, content_type, name, bytes, state, source_url, stored, \
         small_stored, small_width, small_height, trouble, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.message_id.as_ref().map(MessageId::as_str))
    .bind(&new.content_type)
    .bind(new.name.as_deref())
    .bind(new.bytes)
    .bind(new.state.as_str())
    .bind(new.source_url.as_deref())
    .bind(new.stored.as_deref())
    .bind(new.small_stored.as_deref())
    .bind(new.small_width)
    .bind(new.small_height)
    .bind(new.trouble.as_deref())
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &AttachmentId) -> Result<Option<Attachment>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from attachments where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Those of a message, in the order they came.
pub async fn list(db: &mut Db, dealer: &DealerId, message: &MessageId) -> Result<Vec<Attachment>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from attachments where dealer_id = $1 and message_id = $2 order by id"
    ))
    .bind(dealer.as_str())
    .bind(message.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Stores everything about an attachment that can change.
pub async fn save(db: &mut Db, dealer: &DealerId, one: &Attachment) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update attachments set message_id = $3, content_type = $4, name = $5, bytes = $6, state = $7, \
         source_url = $8, stored = $9, small_stored = $10, small_width = $11, small_height = $12, trouble = $13 \
         where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(one.message_id.as_ref().map(MessageId::as_str))
    .bind(&one.content_type)
    .bind(one.name.as_deref())
    .bind(one.bytes)
    .bind(one.state.as_str())
    .bind(one.source_url.as_deref())
    .bind(one.stored.as_deref())
    .bind(one.small_stored.as_deref())
    .bind(one.small_width)
    .bind(one.small_height)
    .bind(one.trouble.as_deref())
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Gives a kept file to the message that takes it up. Answers whether it was still there, and nobody else's.
pub async fn set_message(
    db: &mut Db,
    dealer: &DealerId,
    id: &AttachmentId,
    message: &MessageId,
) -> Result<bool> {
    Ok(on!(db, |c| sqlx::query(
        "update attachments set message_id = $3 \
         where dealer_id = $1 and id = $2 and message_id is null and state = 'kept'"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(message.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected() > 0))?)
}

/// Those of several messages, in the order they came.
pub async fn list_of(db: &mut Db, dealer: &DealerId, messages: &[&MessageId]) -> Result<Vec<Attachment>> {
    let ids = among::list(messages.iter().map(|id| id.as_str()));
    let rows: Vec<Raw> = on_list!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from attachments where dealer_id = $1 and message_id in ",
        among!("$2"),
        " order by id"
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Files of any dealer that no message took up, from before `before`. For the sweep.
pub async fn list_loose(db: &mut Db, before: Timestamp, limit: u32) -> Result<Vec<Attachment>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from attachments where message_id is null and created_at < $1 order by created_at limit $2"
    ))
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Marks a file that no message took up, so that none can any more. Answers whether that is still so.
pub async fn erase_loose(db: &mut Db, dealer: &DealerId, id: &AttachmentId) -> Result<bool> {
    Ok(on!(db, |c| sqlx::query(
        "update attachments set state = 'erased' where dealer_id = $1 and id = $2 and message_id is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected() > 0))?)
}

/// Forgets a file that no message took up. Answers whether that is still so.
pub async fn delete_loose(db: &mut Db, dealer: &DealerId, id: &AttachmentId) -> Result<bool> {
    Ok(on!(db, |c| sqlx::query(
        "delete from attachments where dealer_id = $1 and id = $2 and message_id is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected() > 0))?)
}
