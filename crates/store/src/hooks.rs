//! Incoming webhooks, raw. Many are written at once, because each commit waits for the disk.

use domain::{DealerId, HookId, Timestamp};
use serde::Serialize;

use crate::{Db, Result, db::Raw};

/// A webhook whose signature was right.
#[derive(Debug, Clone, Serialize)]
pub struct NewHook {
    /// Its name here.
    pub id: HookId,
    /// Whose account signed it; `None` for Meta's.
    pub dealer_id: Option<DealerId>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: &'static str,
    /// What makes two deliveries the same news.
    pub dedupe_key: String,
    /// The body as it came.
    pub body: String,
}

/// A stored webhook that waits to be worked on.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Hook {
    /// Its name here.
    #[sqlx(try_from = "String")]
    pub id: HookId,
    dealer_id: Option<String>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: String,
    /// The body as it came.
    pub body: String,
    /// When it came.
    #[sqlx(try_from = "i64")]
    pub received_at: Timestamp,
}

impl Hook {
    /// Whose account signed it; `None` for Meta's.
    pub fn dealer(&self) -> Option<DealerId> {
        self.dealer_id.as_ref().and_then(|id| id.parse().ok())
    }
}

/// Stores them all in one statement, as one batch; those that are there already stay as they are. Answers how many
/// are new.
///
/// The rows travel as one JSON text: a statement per row would cost a hundred times its insert in hand-overs to the
/// database's thread.
pub async fn insert(db: &mut Db, batch: &HookId, at: Timestamp, hooks: &[NewHook]) -> Result<u64> {
    let rows = serde_json::to_string(hooks).map_err(|why| crate::Error::Corrupt(why.to_string()))?;
    Ok(match db.raw() {
        Raw::Sqlite(c) => sqlx::query(
            "insert into hooks (id, dealer_id, kind, dedupe_key, body, batch, received_at) \
             select value ->> 'id', value ->> 'dealer_id', value ->> 'kind', value ->> 'dedupe_key', value ->> 'body', \
             $2, $3 from json_each($1) where true on conflict (kind, dedupe_key) do nothing",
        )
        .bind(rows)
        .bind(batch.as_str())
        .bind(at.0)
        .execute(&mut *c)
        .await?
        .rows_affected(),
        Raw::Postgres(c) => sqlx::query(
            "insert into hooks (id, dealer_id, kind, dedupe_key, body, batch, received_at) \
             select id, dealer_id, kind, dedupe_key, body, $2, $3 from json_to_recordset($1::json) \
             as h(id text, dealer_id text, kind text, dedupe_key text, body text) \
             on conflict (kind, dedupe_key) do nothing",
        )
        .bind(rows)
        .bind(batch.as_str())
        .bind(at.0)
        .execute(&mut *c)
        .await?
        .rows_affected(),
    })
}

/// Those of a batch that are not done.
pub async fn list_waiting(db: &mut Db, batch: &HookId) -> Result<Vec<Hook>> {
    Ok(on!(db, |c| {
        sqlx::query_as(
        "select id, dealer_id, kind, body, received_at from hooks where batch = $1 and done_at is null order by id"
    )
    .bind(batch.as_str())
    .fetch_all(&mut *c)
    .await
    })?)
}

/// Notes that these were worked on.
pub async fn mark_done(db: &mut Db, ids: &[HookId], at: Timestamp) -> Result<()> {
    for id in ids {
        on!(db, |c| sqlx::query("update hooks set done_at = $2 where id = $1")
            .bind(id.as_str())
            .bind(at.0)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Forgets those that came before `before` and were worked on. Answers how many.
pub async fn delete_done(db: &mut Db, before: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| sqlx::query(
        "delete from hooks where received_at < $1 and done_at is not null"
    )
    .bind(before.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// How many are stored.
pub async fn count(db: &mut Db) -> Result<i64> {
    Ok(on!(db, |c| sqlx::query_scalar("select count(*) from hooks")
        .fetch_one(&mut *c)
        .await)?)
}
