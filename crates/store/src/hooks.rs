//! Incoming webhooks, raw. Many are written at once, because each commit waits for the disk.

use domain::{DealerId, HookId, Timestamp};
use serde::Serialize;

use crate::{Db, Result, Store, db::Raw, jobs::NewJob};

/// A webhook whose signature was right.
#[derive(Debug, Clone, Serialize)]
pub struct NewHook<'a> {
    /// Its name here; see [`id_in`].
    pub id: HookId,
    /// Whose account signed it; `None` for Meta's.
    pub dealer_id: Option<&'a DealerId>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: &'a str,
    /// What makes two deliveries the same news.
    pub dedupe_key: &'a str,
    /// The body as it came.
    pub body: &'a str,
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

/// The id of the webhook at a place (from 0 to 9,999) of a batch. One index then finds webhooks, batches and ages.
///
/// # Panics
/// If the batch is not a UUID.
pub fn id_in(batch: &HookId, place: usize) -> HookId {
    format!("{batch}-{place:04}")
        .parse()
        .expect("a UUID and digits have the shape of an id")
}

/// In one go, so that a group of webhooks is handed over to the database's thread once and not five times. The rows
/// travel as one JSON text for the same reason. No job for a batch in which nothing was new.
const ACCEPT_SQLITE: &str = "begin immediate; \
    insert into hooks (id, dealer_id, kind, dedupe_key, body, received_at) \
    select value ->> 'id', value ->> 'dealer_id', value ->> 'kind', value ->> 'dedupe_key', value ->> 'body', $2 \
    from json_each($1) where true on conflict (kind, dedupe_key) do nothing; \
    insert into jobs (id, kind, payload, state, attempts, max_attempts, due_at, created_at) \
    select $5, $6, $7, 'waiting', 0, $8, $9, $2 where exists (select 1 from hooks where id between $3 and $4); \
    commit";

/// Stores a batch and the job that will work on it, in one write. What is there already stays as it is.
pub async fn accept(
    store: &Store,
    batch: &HookId,
    at: Timestamp,
    hooks: &[NewHook<'_>],
    job: NewJob<'_>,
) -> Result<()> {
    let Some(mut writer) = store.sqlite_writer().await? else {
        let mut db = store.write().await?;
        if insert(&mut db, at, hooks).await? > 0 {
            crate::jobs::insert(&mut db, job).await?;
        }
        return db.commit().await;
    };
    let (first, last) = (id_in(batch, 0), id_in(batch, 9_999));
    let done = sqlx::query(ACCEPT_SQLITE)
        .bind(json(hooks)?)
        .bind(at.0)
        .bind(first.as_str())
        .bind(last.as_str())
        .bind(job.id.as_str())
        .bind(job.kind)
        .bind(job.payload)
        .bind(i64::from(job.max_attempts))
        .bind(job.due_at.0)
        .execute(&mut *writer)
        .await;
    if done.is_err() {
        // Fails when it did not come to `begin`, which is as good.
        let _ = sqlx::query("rollback").execute(&mut *writer).await;
    }
    done?;
    Ok(())
}

fn json(hooks: &[NewHook<'_>]) -> Result<String> {
    serde_json::to_string(hooks).map_err(|why| crate::Error::Corrupt(why.to_string()))
}

/// Stores them all in one statement; those that are there already stay as they are. Answers how many are new.
pub async fn insert(db: &mut Db, at: Timestamp, hooks: &[NewHook<'_>]) -> Result<u64> {
    let rows = json(hooks)?;
    Ok(match db.raw() {
        Raw::Sqlite(c) => sqlx::query(
            "insert into hooks (id, dealer_id, kind, dedupe_key, body, received_at) \
             select value ->> 'id', value ->> 'dealer_id', value ->> 'kind', value ->> 'dedupe_key', value ->> 'body', \
             $2 from json_each($1) where true on conflict (kind, dedupe_key) do nothing",
        )
        .bind(rows)
        .bind(at.0)
        .execute(&mut *c)
        .await?
        .rows_affected(),
        Raw::Postgres(c) => sqlx::query(
            "insert into hooks (id, dealer_id, kind, dedupe_key, body, received_at) \
             select id, dealer_id, kind, dedupe_key, body, $2 from json_to_recordset($1::json) \
             as h(id text, dealer_id text, kind text, dedupe_key text, body text) \
             on conflict (kind, dedupe_key) do nothing",
        )
        .bind(rows)
        .bind(at.0)
        .execute(&mut *c)
        .await?
        .rows_affected(),
    })
}

/// Those of a batch that are not done, in the order in which they came.
pub async fn list_waiting(db: &mut Db, batch: &HookId) -> Result<Vec<Hook>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select id, dealer_id, kind, body, received_at from hooks \
         where id between $1 and $2 and done_at is null order by id"
    )
    .bind(id_in(batch, 0).as_str())
    .bind(id_in(batch, 9_999).as_str())
    .fetch_all(&mut *c)
    .await)?)
}

/// Notes that these were worked on.
pub async fn mark_done(db: &mut Db, ids: &[HookId], at: Timestamp) -> Result<()> {
    for id in ids {
        on!(db, |c| sqlx::query(
            "update hooks set done_at = $2, trouble = null where id = $1"
        )
        .bind(id.as_str())
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Whether a webhook of that kind and key waits to be worked on.
pub async fn is_waiting(db: &mut Db, kind: &str, dedupe_key: &str) -> Result<bool> {
    let found: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select received_at from hooks where kind = $1 and dedupe_key = $2 and done_at is null"
    )
    .bind(kind)
    .bind(dedupe_key)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(found.is_some())
}

/// Notes why one could not be worked on.
pub async fn set_trouble(db: &mut Db, id: &HookId, trouble: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update hooks set trouble = $2 where id = $1 and done_at is null"
    )
    .bind(id.as_str())
    .bind(trouble)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets those that came before `before` and were worked on. Answers how many.
pub async fn delete_done(db: &mut Db, before: Timestamp) -> Result<u64> {
    // The first 48 bits of a UUID of version 7 are the milliseconds since 1970.
    let millis = before.0.max(0) / 1_000;
    let first = format!("{:08x}-{:04x}", millis >> 16, millis & 0xffff);
    Ok(on!(db, |c| sqlx::query(
        "delete from hooks where id < $1 and done_at is not null"
    )
    .bind(first.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// How many of a kind are stored.
pub async fn count(db: &mut Db, kind: &str) -> Result<i64> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "select count(*) from hooks where kind = $1"
    )
    .bind(kind)
    .fetch_one(&mut *c)
    .await)?)
}

/// A webhook as the hooks page lists it, without its body.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Line {
    /// Its name here.
    #[sqlx(try_from = "String")]
    pub id: HookId,
    dealer_id: Option<String>,
    /// `inbound`, `status`, `voice` or `meta`.
    pub kind: String,
    /// When it came.
    #[sqlx(try_from = "i64")]
    pub received_at: Timestamp,
    done_at: Option<i64>,
    /// Why it could not be worked on.
    pub trouble: Option<String>,
}

impl Line {
    /// Whose account signed it; `None` for Meta's.
    pub fn dealer(&self) -> Option<DealerId> {
        self.dealer_id.as_ref().and_then(|id| id.parse().ok())
    }
    /// When it was worked on.
    pub fn done_at(&self) -> Option<Timestamp> {
        self.done_at.map(Timestamp)
    }
}

/// Webhooks before one, the latest first. Every dealer's: for the ISV. There is no index for a choice among them, which
/// would cost every webhook a page; the caller reads on until it has enough.
pub async fn list(db: &mut Db, before: Option<&HookId>, limit: u32) -> Result<Vec<Line>> {
    // Behind every hexadecimal digit.
    let before = before.map_or("g", HookId::as_str);
    Ok(on!(db, |c| {
        sqlx::query_as(
        "select id, dealer_id, kind, received_at, done_at, trouble from hooks where id < $1 order by id desc limit $2"
    )
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?)
}

/// One webhook and its body. Any dealer's: for the ISV.
pub async fn find_by_id(db: &mut Db, id: &HookId) -> Result<Option<(Line, String)>> {
    let line: Option<Line> = on!(db, |c| sqlx::query_as(
        "select id, dealer_id, kind, received_at, done_at, trouble from hooks where id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    let Some(line) = line else { return Ok(None) };
    let body: String = on!(db, |c| sqlx::query_scalar("select body from hooks where id = $1")
        .bind(id.as_str())
        .fetch_one(&mut *c)
        .await)?;
    Ok(Some((line, body)))
}

/// Makes a webhook wait to be worked on again. Answers whether it is there.
pub async fn reopen(db: &mut Db, id: &HookId) -> Result<bool> {
    Ok(on!(db, |c| sqlx::query(
        "update hooks set done_at = null, trouble = null where id = $1"
    )
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected() > 0))?)
}

/// The batch of a webhook.
pub fn batch_of(id: &HookId) -> Option<HookId> {
    id.as_str()
        .rsplit_once('-')
        .and_then(|(batch, _)| batch.parse().ok())
}
