//! After how many days a dealer's messages are erased. Without a row they are kept.

use domain::DealerId;

use crate::{
    Db, Result,
    shape::{count, text},
};

/// Of a dealer, in days.
pub async fn get(db: &mut Db, dealer: &DealerId) -> Result<Option<u32>> {
    let days: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select days from retentions where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(days.map(count))
}

/// Sets it; `None` keeps messages.
pub async fn set(db: &mut Db, dealer: &DealerId, days: Option<u32>) -> Result<()> {
    on!(db, |c| sqlx::query("delete from retentions where dealer_id = $1")
        .bind(dealer.as_str())
        .execute(&mut *c)
        .await
        .map(drop))?;
    if let Some(days) = days {
        on!(db, |c| sqlx::query(
            "insert into retentions (dealer_id, days) values ($1, $2)"
        )
        .bind(dealer.as_str())
        .bind(i64::from(days))
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Every dealer that has messages erased, and after how many days. For the sweep.
pub async fn list(db: &mut Db) -> Result<Vec<(DealerId, u32)>> {
    let rows: Vec<(String, i64)> = on!(db, |c| sqlx::query_as(
        "select dealer_id, days from retentions order by dealer_id"
    )
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter()
        .map(|(dealer, days)| Ok((text(dealer)?, count(days))))
        .collect()
}
