//! Registrations of numbers with WhatsApp, for the budget of ten in 72 hours. The budget is the number's, whoever
//! has it.

use domain::{DealerId, E164, Timestamp};

use crate::{Db, Result};

/// Notes that a registration is about to be asked for. It counts until it is known that nothing came of it.
pub async fn insert(db: &mut Db, dealer: &DealerId, id: &str, number: &E164, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into registrations (id, dealer_id, number, at, outcome) values ($1, $2, $3, $4, 'asked')"
    )
    .bind(id)
    .bind(dealer.as_str())
    .bind(number.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that Twilio refused it before anything reached WhatsApp: it does not count.
pub async fn mark_refused(db: &mut Db, dealer: &DealerId, id: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update registrations set outcome = 'refused' where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes what became of those of a number that nobody knew of: its sender is there, or it is not and nothing reached
/// WhatsApp.
pub async fn settle(db: &mut Db, dealer: &DealerId, number: &E164, made: bool) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update registrations set outcome = $3 where dealer_id = $1 and number = $2 and outcome = 'asked'"
    )
    .bind(dealer.as_str())
    .bind(number.as_str())
    .bind(if made { "made" } else { "refused" })
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Those of a number after `since` that count, oldest first.
pub async fn list_since(db: &mut Db, number: &E164, since: Timestamp) -> Result<Vec<Timestamp>> {
    let rows: Vec<i64> = on!(db, |c| sqlx::query_scalar(
        "select at from registrations where number = $1 and at > $2 and outcome <> 'refused' order by at"
    )
    .bind(number.as_str())
    .bind(since.0)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(Timestamp).collect())
}
