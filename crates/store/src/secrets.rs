//! Sealed secrets, and the wrapped keys that open them. Nothing here can read any of it.

use domain::{DealerId, Timestamp};

use crate::{Db, Result};

/// A dealer's data key, wrapped.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DataKey {
    /// Which of the operator's keys wraps it.
    pub wrapped_by: String,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// A secret that is no dealer's, sealed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Own {
    /// Which of the operator's keys seals it.
    pub sealed_by: String,
    /// The sealed secret.
    pub sealed: Vec<u8>,
}

/// Notes a dealer's data key, unless there is one: then that one stays.
pub async fn insert_data_key(db: &mut Db, dealer: &DealerId, key: &DataKey, now: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into data_keys (dealer_id, wrapped_by, wrapped, created_at) values ($1, $2, $3, $4) \
         on conflict (dealer_id) do nothing"
    )
    .bind(dealer.as_str())
    .bind(&key.wrapped_by)
    .bind(key.wrapped.as_slice())
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// A dealer's data key.
pub async fn get_data_key(db: &mut Db, dealer: &DealerId) -> Result<Option<DataKey>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select wrapped_by, wrapped from data_keys where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?)
}

/// Wraps a dealer's data key anew. Answers whether it still was wrapped as `old`.
pub async fn set_data_key(db: &mut Db, dealer: &DealerId, old: &DataKey, new: &DataKey) -> Result<bool> {
    let rows = on!(db, |c| sqlx::query(
        "update data_keys set wrapped_by = $3, wrapped = $4 where dealer_id = $1 and wrapped = $2"
    )
    .bind(dealer.as_str())
    .bind(old.wrapped.as_slice())
    .bind(&new.wrapped_by)
    .bind(new.wrapped.as_slice())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Dealers whose data key is wrapped by another key than this one, at most `limit`.
pub async fn list_not_wrapped_by(db: &mut Db, key: &str, limit: u32) -> Result<Vec<DealerId>> {
    let rows: Vec<String> = on!(db, |c| sqlx::query_scalar(
        "select dealer_id from data_keys where wrapped_by <> $1 order by dealer_id limit $2"
    )
    .bind(key)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(crate::shape::text).collect()
}

/// The names of the operator's keys that are still needed, and for how many dealers.
pub async fn count_by_key(db: &mut Db) -> Result<Vec<(String, i64)>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select wrapped_by, count(*) from data_keys group by wrapped_by order by wrapped_by"
    )
    .fetch_all(&mut *c)
    .await)?)
}

/// Keeps a sealed secret under a name; an earlier one is replaced.
pub async fn put(db: &mut Db, dealer: &DealerId, name: &str, sealed: &[u8], now: Timestamp) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "insert into secrets (dealer_id, name, sealed, changed_at) values ($1, $2, $3, $4) \
         on conflict (dealer_id, name) do update set sealed = excluded.sealed, changed_at = excluded.changed_at"
    )
    .bind(dealer.as_str())
    .bind(name)
    .bind(sealed)
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// The sealed secret of that name, and when it was put there.
pub async fn get(db: &mut Db, dealer: &DealerId, name: &str) -> Result<Option<(Vec<u8>, Timestamp)>> {
    let row: Option<(Vec<u8>, i64)> = on!(db, |c| sqlx::query_as(
        "select sealed, changed_at from secrets where dealer_id = $1 and name = $2"
    )
    .bind(dealer.as_str())
    .bind(name)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(sealed, at)| (sealed, Timestamp(at))))
}

/// Forgets a secret.
pub async fn delete(db: &mut Db, dealer: &DealerId, name: &str) -> Result<()> {
    on!(db, |c| sqlx::query(
        "delete from secrets where dealer_id = $1 and name = $2"
    )
    .bind(dealer.as_str())
    .bind(name)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets the secrets of that name, whoever's, that were put there no later than `until`.
pub async fn delete_old(db: &mut Db, name: &str, until: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "delete from secrets where name = $1 and changed_at <= $2"
    )
    .bind(name)
    .bind(until.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Keeps a secret that is no dealer's, unless there is one of that name: then that one stays.
pub async fn insert_own(db: &mut Db, name: &str, own: &Own, now: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into own_secrets (name, sealed_by, sealed, changed_at) values ($1, $2, $3, $4) \
         on conflict (name) do nothing"
    )
    .bind(name)
    .bind(&own.sealed_by)
    .bind(own.sealed.as_slice())
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// The secret of that name that is no dealer's.
pub async fn get_own(db: &mut Db, name: &str) -> Result<Option<Own>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select sealed_by, sealed from own_secrets where name = $1"
    )
    .bind(name)
    .fetch_optional(&mut *c)
    .await)?)
}

/// Seals one anew.
pub async fn set_own(db: &mut Db, name: &str, own: &Own, now: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update own_secrets set sealed_by = $2, sealed = $3, changed_at = $4 where name = $1"
    )
    .bind(name)
    .bind(&own.sealed_by)
    .bind(own.sealed.as_slice())
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// The names of those that another key than this one seals.
pub async fn list_own_not_sealed_by(db: &mut Db, key: &str) -> Result<Vec<String>> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "select name from own_secrets where sealed_by <> $1 order by name"
    )
    .bind(key)
    .fetch_all(&mut *c)
    .await)?)
}
