//! Registrations of numbers with WhatsApp, for the budget of ten in 72 hours. The budget is the number's, whoever
//! has it.

use domain::{DealerId, E164, Timestamp};

use crate::{Db, Result};

/// Notes that a registration is about to be asked for.
pub async fn insert(db: &mut Db, dealer: &DealerId, id: &str, number: &E164, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into registrations (id, dealer_id, number, at, refused) values ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(dealer.as_str())
    .bind(number.as_str())
    .bind(at.0)
    .bind(false)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that Twilio refused it before anything reached WhatsApp: it does not count.
pub async fn mark_refused(db: &mut Db, dealer: &DealerId, id: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update registrations set refused = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id)
    .bind(true)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Those of a number after `since` that count, oldest first.
pub async fn list_since(db: &mut Db, number: &E164, since: Timestamp) -> Result<Vec<Timestamp>> {
    let rows: Vec<i64> = on!(db, |c| sqlx::query_scalar(
        "select at from registrations where number = $1 and at > $2 and refused = $3 order by at"
    )
    .bind(number.as_str())
    .bind(since.0)
    .bind(false)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(Timestamp).collect())
}
