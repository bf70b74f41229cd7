//! Numbers as registered with WhatsApp, as Twilio last described them.

use domain::{DealerId, E164, NumberId, SenderId, Timestamp, sender::SenderStatus};

use crate::{
    Db, Result,
    shape::{self, maybe_code, maybe_moment, moment, plain, row, text},
};

row! {
    /// A sender.
    Sender {
        /// Which.
        id: SenderId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Of which number.
        number_id: NumberId = String, text;
        /// Twilio's name of it, `XE…`.
        sender_sid: String = String, plain;
        /// The WABA it is in. Digits.
        waba_id: String = String, plain;
        /// What buyers see.
        display_name: String = String, plain;
        /// Twilio's status.
        status: SenderStatus = String, text;
        /// Quality as Twilio tells it.
        quality: Option<String> = Option<String>, plain;
        /// Messaging limit as Twilio tells it.
        messaging_limit: Option<String> = Option<String>, plain;
        /// The first reason for being offline.
        reason_code: Option<u32> = Option<i64>, maybe_code;
        /// The same in Twilio's words. For logs and the curious.
        reason: Option<String> = Option<String>, plain;
        /// What Meta says is wrong with the account: `PARTNER_REMOVED`, `DISABLE` …; see [`meta_words`](crate::meta_words).
        meta_word: Option<String> = Option<String>, plain;
        /// Where Twilio sends buyers' messages.
        inbound_url: String = String, plain;
        /// Where Twilio reports deliveries.
        status_url: String = String, plain;
        /// When it was registered.
        registered_at: Timestamp = i64, moment;
        /// When it was first seen online.
        online_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Since when it is not online, having been so.
        offline_since: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When Twilio was last asked.
        checked_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When the last buyer's message came.
        last_inbound_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When it was deleted.
        deleted_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

/// A sender that Twilio has just accepted.
#[derive(Debug)]
pub struct NewSender<'a> {
    /// Its id.
    pub id: &'a SenderId,
    /// Of which number.
    pub number: &'a NumberId,
    /// Twilio's name of it.
    pub sender_sid: &'a str,
    /// The WABA it is in.
    pub waba_id: &'a str,
    /// What buyers see.
    pub display_name: &'a str,
    /// Twilio's word.
    pub status: &'a str,
    /// Where Twilio sends buyers' messages.
    pub inbound_url: &'a str,
    /// Where Twilio reports deliveries.
    pub status_url: &'a str,
    /// When it was registered.
    pub registered_at: Timestamp,
}

/// What Twilio says about a sender now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Twilio's status.
    pub status: SenderStatus,
    /// Quality as Twilio tells it.
    pub quality: Option<String>,
    /// Messaging limit as Twilio tells it.
    pub messaging_limit: Option<String>,
    /// The first reason for being offline.
    pub reason_code: Option<u32>,
    /// The same in Twilio's words.
    pub reason: Option<String>,
    /// What buyers see; `None` leaves it.
    pub display_name: Option<String>,
    /// Where Twilio sends buyers' messages.
    pub inbound_url: String,
    /// Where Twilio reports deliveries.
    pub status_url: String,
}

/// Adds a sender.
///
/// # Errors
/// [`crate::Error::Taken`] if it is there, or another of the number is not deleted.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewSender<'_>) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into senders (id, dealer_id, number_id, sender_sid, waba_id, display_name, status, inbound_url, \
         status_url, registered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.number.as_str())
    .bind(new.sender_sid)
    .bind(new.waba_id)
    .bind(new.display_name)
    .bind(new.status)
    .bind(new.inbound_url)
    .bind(new.status_url)
    .bind(new.registered_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's, deleted or not.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &SenderId) -> Result<Option<Sender>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from senders where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's sender of that Twilio name.
pub async fn find_by_sid(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<Option<Sender>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from senders where dealer_id = $1 and sender_sid = $2"
    ))
    .bind(dealer.as_str())
    .bind(sid)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's sender of a number, unless it is deleted.
pub async fn find_by_number(db: &mut Db, dealer: &DealerId, number: &E164) -> Result<Option<Sender>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from senders where dealer_id = $1 and deleted_at is null and number_id in \
         (select n.id from numbers n where n.dealer_id = $1 and n.number = $2)"
    ))
    .bind(dealer.as_str())
    .bind(number.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's senders in a WABA that were online once and are not deleted.
pub async fn list_of_waba(db: &mut Db, dealer: &DealerId, waba_id: &str) -> Result<Vec<Sender>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from senders where dealer_id = $1 and waba_id = $2 and deleted_at is null and online_at is not null \
         order by registered_at, id"
    ))
    .bind(dealer.as_str())
    .bind(waba_id)
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// Senders of any dealer that were not asked for since `before`. For the daily look.
pub async fn list_unchecked(db: &mut Db, before: Timestamp, limit: u32) -> Result<Vec<Sender>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from senders where deleted_at is null and online_at is not null \
         and (checked_at is null or checked_at < $1) order by checked_at limit $2"
    ))
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Stores what Twilio says now, and since when it is online or is not.
pub async fn set_seen(
    db: &mut Db,
    dealer: &DealerId,
    id: &SenderId,
    seen: &Seen,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update senders set status = $3, quality = coalesce($4, quality), \
         messaging_limit = coalesce($5, messaging_limit), reason_code = $6, reason = $7, \
         display_name = coalesce($8, display_name), inbound_url = $9, status_url = $10, checked_at = $11, \
         online_at = case when $12 then coalesce(online_at, $11) else online_at end, \
         offline_since = case when $12 then null when online_at is null then null \
         else coalesce(offline_since, $11) end \
         where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(seen.status.as_str())
    .bind(seen.quality.as_deref())
    .bind(seen.messaging_limit.as_deref())
    .bind(seen.reason_code.map(i64::from))
    .bind(seen.reason.as_deref())
    .bind(seen.display_name.as_deref())
    .bind(&seen.inbound_url)
    .bind(&seen.status_url)
    .bind(at.0)
    .bind(seen.status.is_online())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Stores what Meta says about the dealer's account; `None` is that all is well again.
pub async fn set_meta_word(db: &mut Db, dealer: &DealerId, waba_id: &str, word: Option<&str>) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update senders set meta_word = $3 where dealer_id = $1 and waba_id = $2 and deleted_at is null"
    )
    .bind(dealer.as_str())
    .bind(waba_id)
    .bind(word)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes when a buyer's message came.
pub async fn set_last_inbound(db: &mut Db, dealer: &DealerId, id: &SenderId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update senders set last_inbound_at = $3 where dealer_id = $1 and id = $2 \
         and (last_inbound_at is null or last_inbound_at < $3)"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that Twilio no longer has it.
pub async fn mark_deleted(db: &mut Db, dealer: &DealerId, id: &SenderId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update senders set deleted_at = $3 where dealer_id = $1 and id = $2 and deleted_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
