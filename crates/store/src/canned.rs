//! Replies that are written once and used often.

use domain::{CannedId, DealerId, Timestamp, conversation::Canned};

use crate::{Db, Result, shape};

/// Adds a reply.
///
/// # Errors
/// [`crate::Error::Taken`] if the dealer has one that is typed so.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Canned, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into canned (id, dealer_id, short, body, created_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(&new.short)
    .bind(&new.text)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Stores how it is typed and what it says. Answers whether the dealer has it.
///
/// # Errors
/// [`crate::Error::Taken`] if the dealer has another one that is typed so.
pub async fn save(db: &mut Db, dealer: &DealerId, one: &Canned) -> Result<bool> {
    let saved = on!(db, |c| sqlx::query(
        "update canned set short = $3, body = $4 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(&one.short)
    .bind(&one.text)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(saved > 0)
}

/// The dealer's, by what is typed.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Canned>> {
    let rows: Vec<(String, String, String)> = on!(db, |c| sqlx::query_as(
        "select id, short, body from canned where dealer_id = $1 order by short, id"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    let canned = |(id, short, text): (String, String, String)| {
        Ok(Canned {
            id: shape::text(id)?,
            short,
            text,
        })
    };
    rows.into_iter().map(canned).collect()
}

/// Takes a reply away. Answers whether the dealer had it.
pub async fn delete(db: &mut Db, dealer: &DealerId, id: &CannedId) -> Result<bool> {
    let gone = on!(db, |c| sqlx::query(
        "delete from canned where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
