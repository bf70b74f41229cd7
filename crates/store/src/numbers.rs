//! Dealers' phone numbers. A number belongs to one dealer until it is released.

use domain::{DealerId, E164, NumberId, Timestamp, number::NumberKind};

use crate::{
    Db, Result,
    shape::{self, maybe_moment, moment, plain, row, text},
};

row! {
    /// A number.
    Number {
        /// Which.
        id: NumberId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// The number.
        number: E164 = String, text;
        /// What kind.
        kind: NumberKind = String, |kind: String| shape::word(&kind, NumberKind::parse);
        /// Twilio's name of a bought number, `PN…`.
        number_sid: Option<String> = Option<String>, plain;
        /// Since when.
        created_at: Timestamp = i64, moment;
        /// When it was given back or let go.
        released_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

/// Adds a number.
///
/// # Errors
/// [`crate::Error::Taken`] if somebody has it.
pub async fn insert(
    db: &mut Db,
    dealer: &DealerId,
    id: &NumberId,
    number: &E164,
    kind: NumberKind,
    number_sid: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into numbers (id, dealer_id, number, kind, number_sid, created_at) values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(id.as_str())
    .bind(dealer.as_str())
    .bind(number.as_str())
    .bind(kind.as_str())
    .bind(number_sid)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &NumberId) -> Result<Option<Number>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from numbers where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Whose a number is now: any dealer's. Only to be compared, never shown.
pub async fn find_holder(db: &mut Db, number: &E164) -> Result<Option<Number>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from numbers where number = $1 and released_at is null"
    ))
    .bind(number.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's row of a number, released or not: the newest of them.
pub async fn find_newest(db: &mut Db, dealer: &DealerId, number: &E164) -> Result<Option<Number>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from numbers where dealer_id = $1 and number = $2 order by created_at desc, id desc limit 1"
    ))
    .bind(dealer.as_str())
    .bind(number.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's that are not released, oldest first.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Number>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from numbers where dealer_id = $1 and released_at is null order by created_at, id"
    ))
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// How many the dealer bought and gave back without ever having connected them.
pub async fn count_given_back(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    Ok(on!(db, |c| {
        sqlx::query_scalar(
            "select count(*) from numbers n where n.dealer_id = $1 and n.number_sid is not null \
             and n.released_at is not null \
             and not exists (select 1 from integrations i where i.number_id = n.id)",
        )
        .bind(dealer.as_str())
        .fetch_one(&mut *c)
        .await
    })?)
}

/// Lets a number go.
pub async fn set_released(db: &mut Db, dealer: &DealerId, id: &NumberId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update numbers set released_at = $3 where dealer_id = $1 and id = $2 and released_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
