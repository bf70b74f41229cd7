//! The keys with which other programs of a dealer read its integrations. Only a hash of each is here.

use domain::{ApiKeyId, DealerId, Timestamp, api_key::ApiKey};

use crate::{Db, Result, shape};

#[derive(sqlx::FromRow)]
struct Raw {
    id: String,
    name: String,
    made_by: String,
    created_at: i64,
    used_at: Option<i64>,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: ApiKeyId,
    /// Whose.
    pub dealer: DealerId,
    /// What it is called.
    pub name: String,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

/// Adds a key.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &ApiKey, secret_hash: &[u8]) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into api_keys (id, dealer_id, name, secret_hash, made_by, created_at) values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(&new.name)
    .bind(secret_hash)
    .bind(&new.made_by)
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// The dealer's that work, oldest first.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<ApiKey>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(
        "select id, name, made_by, created_at, used_at from api_keys \
         where dealer_id = $1 and withdrawn_at is null order by created_at, id"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    let key = |raw: Raw| {
        Ok(ApiKey {
            id: shape::text(raw.id)?,
            name: raw.name,
            made_by: raw.made_by,
            created_at: Timestamp(raw.created_at),
            used_at: raw.used_at.map(Timestamp),
        })
    };
    rows.into_iter().map(key).collect()
}

/// The key with that hash, if it works. The one way from a program's request to its dealer.
pub async fn find_by_secret(db: &mut Db, secret_hash: &[u8]) -> Result<Option<Found>> {
    let row: Option<(String, String, String, Option<i64>)> = on!(db, |c| {
        sqlx::query_as(
        "select id, dealer_id, name, used_at from api_keys where secret_hash = $1 and withdrawn_at is null"
    )
    .bind(secret_hash)
    .fetch_optional(&mut *c)
    .await
    })?;
    row.map(|(id, dealer, name, used_at)| {
        Ok(Found {
            id: shape::text(id)?,
            dealer: shape::text(dealer)?,
            name,
            used_at: used_at.map(Timestamp),
        })
    })
    .transpose()
}

/// Notes that one was used.
pub async fn mark_used(db: &mut Db, dealer: &DealerId, id: &ApiKeyId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update api_keys set used_at = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Withdraws one. Answers its name if it worked until now.
pub async fn set_withdrawn(
    db: &mut Db,
    dealer: &DealerId,
    id: &ApiKeyId,
    at: Timestamp,
) -> Result<Option<String>> {
    Ok(on!(db, |c| {
        sqlx::query_scalar(
        "update api_keys set withdrawn_at = $3 where dealer_id = $1 and id = $2 and withdrawn_at is null returning name"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .fetch_optional(&mut *c)
    .await
    })?)
}
