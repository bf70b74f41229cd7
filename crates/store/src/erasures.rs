//! Erasing what messages said. That there was one, and when, stays: counts and times tell nothing of a person.

use domain::{ContactId, ConversationId, DealerId, MessageId, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{Db, Result, attachments, messages, messages::Message, shape::text, words};

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

/// Where the files of these messages are kept, or may be: the bytes are there before the row knows it.
pub async fn list_files(db: &mut Db, dealer: &DealerId, ids: &[MessageId]) -> Result<Vec<String>> {
    let ids: Vec<&MessageId> = ids.iter().collect();
    let files = attachments::list_of(db, dealer, &ids).await?;
    Ok(files.into_iter().flat_map(|file| file.keys()).collect())
}

/// Takes the words out of a message, of its raw webhooks, of the search, and of the line of its conversation if it is
/// the last one there; what Twilio has of it is to be deleted. Answers where its files were kept: nothing here tells it
/// afterwards.
pub async fn erase(
    db: &mut Db,
    dealer: &DealerId,
    id: &MessageId,
    at: Timestamp,
    seq: i64,
) -> Result<Vec<String>> {
    if let Some(message) = messages::get(db, dealer, id).await? {
        for sid in message.sid.iter().chain(&message.detail.tried) {
            erase_hooks(db, dealer, sid).await?;
            insert_copy(db, dealer, id, sid, at).await?;
        }
    }
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

/// Under which keys news of the message `$2` is stored: its name and Twilio's word.
macro_rules! news_of {
    () => {
        "kind = 'status' and dealer_id = $1 and dedupe_key in ($2 || ':accepted', $2 || ':queued', $2 || ':sending', \
         $2 || ':sent', $2 || ':delivered', $2 || ':read', $2 || ':failed', $2 || ':undelivered')"
    };
}

/// Empties what Twilio sent about a message: itself, and how far one of ours came.
pub async fn erase_hooks(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update hooks set body = '' where kind = 'inbound' and dedupe_key = $2 and dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(on!(db, |c| sqlx::query(concat!(
        "update hooks set body = '' where ",
        news_of!()
    ))
    .bind(dealer.as_str())
    .bind(sid)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Empties news that came of a message after it was erased: it names the buyer's number. `id` is our name of it, where the
/// news tells it; other news stays.
pub async fn erase_late_news(
    db: &mut Db,
    dealer: &DealerId,
    id: Option<&MessageId>,
    sid: &str,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(concat!(
            "update hooks set body = '' where ",
            news_of!(),
            " and (exists (select id from messages where dealer_id = $1 and sid = $2 and erased_at is not null) \
             or exists (select id from messages where dealer_id = $1 and id = $3 and erased_at is not null) \
             or exists (select sid from erased_copies where dealer_id = $1 and sid = $2) \
             or exists (select at from erased_sids where dealer_id = $1 and hash = $4))"
        ))
        .bind(dealer.as_str())
        .bind(sid)
        .bind(id.map(MessageId::as_str))
        .bind(hash(sid))
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

/// Something erased that Twilio still has.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Copy {
    /// Twilio's name of it.
    pub sid: String,
    /// When it is to be deleted, or tried again.
    #[sqlx(try_from = "i64")]
    pub due_at: Timestamp,
    /// Why Twilio did not do it the last time.
    pub trouble: Option<String>,
}

/// Notes that Twilio has something of an erased message, to be deleted from `due_at` on. What is noted already stays.
pub async fn insert_copy(
    db: &mut Db,
    dealer: &DealerId,
    message: &MessageId,
    sid: &str,
    due_at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into erased_copies (dealer_id, sid, message_id, due_at) values ($1, $2, $3, $4) on conflict do nothing"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .bind(message.as_str())
    .bind(due_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// What Twilio still has and is due at `now`, the first due first.
pub async fn list_copies(db: &mut Db, dealer: &DealerId, now: Timestamp, limit: u32) -> Result<Vec<Copy>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select sid, due_at, trouble from erased_copies where dealer_id = $1 and due_at <= $2 \
         order by due_at, sid limit $3"
    )
    .bind(dealer.as_str())
    .bind(now.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?)
}

/// When the next of them is due, if Twilio has any.
pub async fn next_copy_due(db: &mut Db, dealer: &DealerId) -> Result<Option<Timestamp>> {
    let due: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select min(due_at) from erased_copies where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_one(&mut *c)
    .await)?;
    Ok(due.map(Timestamp))
}

/// Whether what Twilio calls by that name was erased here and has no row of its own any more: an earlier try, or something
/// that Twilio has no more.
pub async fn is_erased(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<bool> {
    let found: Option<i64> = on!(db, |c| {
        sqlx::query_scalar(
            "select due_at from erased_copies where dealer_id = $1 and sid = $2 \
         union all select at from erased_sids where dealer_id = $1 and hash = $3",
        )
        .bind(dealer.as_str())
        .bind(sid)
        .bind(hash(sid))
        .fetch_optional(&mut *c)
        .await
    })?;
    Ok(found.is_some())
}

/// By which a name is known again that is kept nowhere.
fn hash(sid: &str) -> String {
    let digest = Sha256::digest(sid.as_bytes());
    let half = digest.first_chunk::<16>().expect("it has 32 bytes");
    format!("{:032x}", u128::from_be_bytes(*half))
}

/// Forgets what any dealer erased before `before`. For the sweep.
pub async fn delete_erased(db: &mut Db, before: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query("delete from erased_sids where at < $1")
        .bind(before.0)
        .execute(&mut *c)
        .await
        .map(drop))?)
}

/// Puts a deletion off, and notes why.
pub async fn set_copy_due(
    db: &mut Db,
    dealer: &DealerId,
    sid: &str,
    due_at: Timestamp,
    trouble: &str,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update erased_copies set due_at = $3, trouble = $4 where dealer_id = $1 and sid = $2"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .bind(due_at.0)
    .bind(trouble)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that Twilio has it no more. That it was erased stays known for a while, for what comes late.
pub async fn delete_copy(db: &mut Db, dealer: &DealerId, sid: &str, at: Timestamp) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
            "insert into erased_sids (dealer_id, hash, at) select dealer_id, $3, $4 from erased_copies \
         where dealer_id = $1 and sid = $2 on conflict do nothing",
        )
        .bind(dealer.as_str())
        .bind(sid)
        .bind(hash(sid))
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop)
    })?;
    on!(db, |c| sqlx::query(
        "update messages set sid = null where dealer_id = $1 and sid = $2 and erased_at is not null"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(on!(db, |c| sqlx::query(
        "delete from erased_copies where dealer_id = $1 and sid = $2"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// By what an erased message is looked for at Twilio.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Search {
    /// To whom, as Twilio writes it.
    pub address: String,
    /// What it said.
    pub body: String,
}

/// Keeps what these messages are looked for by, before nothing else tells it.
pub async fn keep_searches(
    db: &mut Db,
    dealer: &DealerId,
    address: &str,
    unanswered: &[Message],
    at: Timestamp,
) -> Result<()> {
    for message in unanswered {
        on!(db, |c| {
            sqlx::query(
                "insert into erased_searches (message_id, dealer_id, address, body, kept_at) \
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            )
            .bind(message.id.as_str())
            .bind(dealer.as_str())
            .bind(address)
            .bind(message.words())
            .bind(at.0)
            .execute(&mut *c)
            .await
            .map(drop)
        })?;
    }
    Ok(())
}

/// By what an erased message is looked for, if its outcome is not known.
pub async fn find_search(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<Option<Search>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select address, body from erased_searches where dealer_id = $1 and message_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?)
}

/// Its outcome is known, or will never be.
pub async fn delete_search(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from erased_searches where dealer_id = $1 and message_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets those of any dealer from before `before`. For the sweep.
pub async fn delete_searches(db: &mut Db, before: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from erased_searches where kept_at < $1"
    )
    .bind(before.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
