//! When a dealer's people are there, and who of them gets a new conversation.

use domain::{DealerId, PersonId, hours::Hours};

use crate::{Db, Error, Result, shape};

/// A dealer's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// When somebody answers.
    pub hours: Hours,
    /// Whether new conversations are given to everybody in turn.
    pub in_turn: bool,
    /// Whose turn it was last.
    pub last_turn: Option<PersonId>,
}

/// The dealer's settings, if they were ever saved.
pub async fn get(db: &mut Db, dealer: &DealerId) -> Result<Option<Office>> {
    let row: Option<(String, bool, Option<String>)> = on!(db, |c| sqlx::query_as(
        "select hours, in_turn, last_turn from offices where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    row.map(|(hours, in_turn, last_turn)| {
        Ok(Office {
            hours: serde_json::from_str(&hours).map_err(|_| Error::Corrupt(hours))?,
            in_turn,
            last_turn: shape::maybe(last_turn)?,
        })
    })
    .transpose()
}

/// Stores when somebody answers, and whether people take turns.
pub async fn save(db: &mut Db, dealer: &DealerId, hours: &Hours, in_turn: bool) -> Result<()> {
    let hours = serde_json::to_string(hours).map_err(|why| Error::Corrupt(why.to_string()))?;
    Ok(on!(db, |c| sqlx::query(
        "insert into offices (dealer_id, hours, in_turn) values ($1, $2, $3) \
         on conflict (dealer_id) do update set hours = excluded.hours, in_turn = excluded.in_turn"
    )
    .bind(dealer.as_str())
    .bind(hours)
    .bind(in_turn)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes whose turn it was.
pub async fn set_last_turn(db: &mut Db, dealer: &DealerId, person: &PersonId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update offices set last_turn = $2 where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}
