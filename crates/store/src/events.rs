//! Everything that happened around a dealer's numbers, as it happened. Only ever added to.

use domain::{DealerId, SenderId, SignupId, Timestamp};

use crate::{
    Db, Result,
    shape::{self, maybe, maybe_code, moment, plain, row, text},
};

row! {
    /// One thing that happened.
    Event {
        /// Its id.
        id: String = String, plain;
        /// Whose story.
        dealer_id: DealerId = String, text;
        /// In which signup.
        signup_id: Option<SignupId> = Option<String>, maybe;
        /// With which sender.
        sender_id: Option<SenderId> = Option<String>, maybe;
        /// When.
        at: Timestamp = i64, moment;
        /// Its place in the dealer's story, from 1.
        position: i64 = i64, plain;
        /// Who: a mail address, `signup link`, `Meta`, `Twilio`, `Forecourt`.
        who: String = String, plain;
        /// What: a stable name such as `window.cancelled`.
        what: String = String, plain;
        /// What the name needs to become a sentence: a step, a status, a number.
        about: Option<String> = Option<String>, plain;
        /// Twilio's or Meta's code.
        code: Option<u32> = Option<i64>, maybe_code;
        /// As it came.
        raw: Option<String> = Option<String>, plain;
        /// The origin a browser's message came from.
        origin: Option<String> = Option<String>, plain;
        /// The browser's `User-Agent`.
        browser: Option<String> = Option<String>, plain;
    }
}

/// Something that has just happened.
#[derive(Debug, Default)]
pub struct NewEvent<'a> {
    /// Its id.
    pub id: &'a str,
    /// In which signup.
    pub signup: Option<&'a SignupId>,
    /// With which sender.
    pub sender: Option<&'a SenderId>,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: &'a str,
    /// What.
    pub what: &'a str,
    /// What the name needs to become a sentence.
    pub about: Option<&'a str>,
    /// Twilio's or Meta's code.
    pub code: Option<u32>,
    /// As it came.
    pub raw: Option<&'a str>,
    /// The origin a browser's message came from.
    pub origin: Option<&'a str>,
    /// The browser's `User-Agent`.
    pub browser: Option<&'a str>,
}

/// Adds to the end of the dealer's story.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewEvent<'_>) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into events (id, dealer_id, signup_id, sender_id, at, position, who, what, about, code, raw, origin, \
         browser) values ($1, $2, $3, $4, $5, \
         (select coalesce(max(position), 0) + 1 from events where dealer_id = $2), $6, $7, $8, $9, $10, $11, $12)"
    )
    .bind(new.id)
    .bind(dealer.as_str())
    .bind(new.signup.map(SignupId::as_str))
    .bind(new.sender.map(SenderId::as_str))
    .bind(new.at.0)
    .bind(new.who)
    .bind(new.what)
    .bind(new.about)
    .bind(new.code.map(i64::from))
    .bind(new.raw)
    .bind(new.origin)
    .bind(new.browser)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// The dealer's story, newest first.
pub async fn list(db: &mut Db, dealer: &DealerId, limit: u32) -> Result<Vec<Event>> {
    list_before(db, dealer, i64::MAX, limit).await
}

/// The dealer's story before a place in it, newest first.
pub async fn list_before(db: &mut Db, dealer: &DealerId, position: i64, limit: u32) -> Result<Vec<Event>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from events where dealer_id = $1 and position < $2 order by position desc, at desc, id desc limit $3"
    ))
    .bind(dealer.as_str())
    .bind(position)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// Who did something in the dealer's story, and when, in a time with both its ends.
pub async fn list_moments(
    db: &mut Db,
    dealer: &DealerId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, String)>> {
    let rows: Vec<(i64, String)> = on!(db, |c| sqlx::query_as(
        "select distinct at, who from events where dealer_id = $1 and at between $2 and $3"
    )
    .bind(dealer.as_str())
    .bind(from.0)
    .bind(to.0)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(at, who)| (Timestamp(at), who)).collect())
}

/// What happened in one signup, newest first.
pub async fn list_of_signup(
    db: &mut Db,
    dealer: &DealerId,
    signup: &SignupId,
    limit: u32,
) -> Result<Vec<Event>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from events where dealer_id = $1 and signup_id = $2 order by position desc, at desc, id desc limit $3"
    ))
    .bind(dealer.as_str())
    .bind(signup.as_str())
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// How many a signup has.
pub async fn count_of_signup(db: &mut Db, dealer: &DealerId, signup: &SignupId) -> Result<u32> {
    let count: i64 = on!(db, |c| sqlx::query_scalar(
        "select count(*) from events where dealer_id = $1 and signup_id = $2"
    )
    .bind(dealer.as_str())
    .bind(signup.as_str())
    .fetch_one(&mut *c)
    .await)?;
    Ok(shape::count(count))
}
