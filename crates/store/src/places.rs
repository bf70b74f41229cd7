//! Where a dealer is, for buyers who ask for the way.

use domain::{DealerId, message::Location};

use crate::{Db, Result};

/// The dealer's place, if it is known.
pub async fn get(db: &mut Db, dealer: &DealerId) -> Result<Option<Location>> {
    let row: Option<(String, String, String, String)> = on!(db, |c| sqlx::query_as(
        "select latitude, longitude, label, address from places where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(latitude, longitude, label, address)| Location {
        latitude,
        longitude,
        label,
        address,
    }))
}

/// Stores where the dealer is, instead of what was known.
pub async fn set(db: &mut Db, dealer: &DealerId, place: &Location) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into places (dealer_id, latitude, longitude, label, address) values ($1, $2, $3, $4, $5) \
         on conflict (dealer_id) do update set latitude = excluded.latitude, longitude = excluded.longitude, \
         label = excluded.label, address = excluded.address"
    )
    .bind(dealer.as_str())
    .bind(&place.latitude)
    .bind(&place.longitude)
    .bind(&place.label)
    .bind(&place.address)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets it. Answers whether it was known.
pub async fn delete(db: &mut Db, dealer: &DealerId) -> Result<bool> {
    let gone = on!(db, |c| sqlx::query("delete from places where dealer_id = $1")
        .bind(dealer.as_str())
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
