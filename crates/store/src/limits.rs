//! Attempts of late, for each thing that is limited. One row a key, so that two attempts at once are counted one
//! after the other on both engines.

use domain::Timestamp;

use crate::{Db, Error, Result};

/// The attempts noted under a key, oldest first. Holds the key until the write ends.
pub async fn hold(db: &mut Db, key: &str) -> Result<Vec<Timestamp>> {
    let attempts: String = on!(db, |c| sqlx::query_scalar(
        "insert into limits (key, attempts, until) values ($1, '', 0) \
         on conflict (key) do update set key = excluded.key returning attempts"
    )
    .bind(key)
    .fetch_one(&mut *c)
    .await)?;
    let moment = |text: &str| {
        text.parse()
            .map(Timestamp)
            .map_err(|_| Error::Corrupt(attempts.clone()))
    };
    attempts
        .split(',')
        .filter(|text| !text.is_empty())
        .map(moment)
        .collect()
}

/// Notes the attempts under a key that is held. After `until` they say nothing.
pub async fn set(db: &mut Db, key: &str, attempts: &[Timestamp], until: Timestamp) -> Result<()> {
    let text: Vec<String> = attempts.iter().map(|at| at.0.to_string()).collect();
    on!(db, |c| sqlx::query(
        "update limits set attempts = $2, until = $3 where key = $1"
    )
    .bind(key)
    .bind(text.join(","))
    .bind(until.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets the attempts under a key.
pub async fn delete(db: &mut Db, key: &str) -> Result<()> {
    on!(db, |c| sqlx::query("delete from limits where key = $1")
        .bind(key)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets every key that says nothing any more. Answers how many there were.
pub async fn delete_past(db: &mut Db, now: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| sqlx::query("delete from limits where until <= $1")
        .bind(now.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?)
}
