//! Incoming webhooks, raw. Many are written at once, because each commit waits for the disk.

use domain::{DealerId, HookId, Timestamp};
use serde::Serialize;
use sqlx::SqliteConnection;

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

/// Stores webhooks, with the job for those that are not taken with the others (see [`take`]), in one write. What is there
/// already stays as it is, and brings no job. Answers how many are new.
pub async fn accept(
    store: &Store,
    at: Timestamp,
    hooks: &[NewHook<'_>],
    job: Option<NewJob<'_>>,
) -> Result<u64> {
    if job.is_none()
        && let Some(mut writer) = store.sqlite_writer().await?
    {
        // One statement is a write of its own: it is handed to the database's thread once and not three times.
        return insert_sqlite(&mut writer, at, hooks).await;
    }
    let mut db = store.write().await?;
    let new = insert(&mut db, at, hooks).await?;
    if let (1.., Some(job)) = (new, job) {
        crate::jobs::insert(&mut db, job).await?;
    }
    db.commit().await?;
    Ok(new)
}

/// Stores them all in one statement; those that are there already stay as they are. Answers how many are new.
pub async fn insert(db: &mut Db, at: Timestamp, hooks: &[NewHook<'_>]) -> Result<u64> {
    match db.raw() {
        Raw::Sqlite(c) => insert_sqlite(c, at, hooks).await,
        Raw::Postgres(c) => {
            let done = sqlx::query(
                "insert into hooks (id, dealer_id, kind, dedupe_key, body, received_at) \
                 select id, dealer_id, kind, dedupe_key, body, $2 from json_to_recordset($1::json) \
                 as h(id text, dealer_id text, kind text, dedupe_key text, body text) \
                 on conflict (kind, dedupe_key) do nothing",
            );
            let done = done.bind(json(hooks)?).bind(at.0).execute(&mut *c).await?;
            Ok(done.rows_affected())
        }
    }
}

/// The rows travel as one JSON text, so that the statement is the same for any number of them.
async fn insert_sqlite(c: &mut SqliteConnection, at: Timestamp, hooks: &[NewHook<'_>]) -> Result<u64> {
    let done = sqlx::query(
        "insert into hooks (id, dealer_id, kind, dedupe_key, body, received_at) \
         select value ->> 'id', value ->> 'dealer_id', value ->> 'kind', value ->> 'dedupe_key', value ->> 'body', \
         $2 from json_each($1) where true on conflict (kind, dedupe_key) do nothing",
    );
    let done = done.bind(json(hooks)?).bind(at.0).execute(&mut *c).await?;
    Ok(done.rows_affected())
}

fn json(hooks: &[NewHook<'_>]) -> Result<String> {
    serde_json::to_string(hooks).map_err(|why| crate::Error::Corrupt(why.to_string()))
}

/// A webhook that [`take`] takes; the condition of the index that it reads.
macro_rules! waiting {
    () => {
        "done_at is null and trouble is null and dealer_id is not null"
    };
}

/// Whether any waits for [`take`].
pub async fn is_any_waiting(db: &mut Db) -> Result<bool> {
    let one: Option<String> = on!(db, |c| sqlx::query_scalar(concat!(
        "select id from hooks where ",
        waiting!(),
        " order by dealer_id, id limit 1"
    ))
    .fetch_optional(&mut *c)
    .await)?;
    Ok(one.is_some())
}

/// The ids of up to `$2` that wait: the oldest of each dealer, then the next of each, and so on, those dealers first
/// whose oldest waits longest. Each is one step in the index, and not many more steps are made than ids are wanted:
/// PostgreSQL looks for nothing that is not asked for, and SQLite is told in `$most` when to stop.
macro_rules! next_of_each {
    ($most:literal) => {
        concat!(
            "with recursive dealers (id) as (select (select dealer_id from hooks where ",
            waiting!(),
            " order by dealer_id limit 1) union all select (select dealer_id from hooks where ",
            waiting!(),
            " and dealer_id > d.id order by dealer_id limit 1) from dealers d where d.id is not null), \
             heads (dealer_id, id) as (select d.id, (select id from hooks where ",
            waiting!(),
            " and dealer_id = d.id order by dealer_id, id limit 1) from dealers d where d.id is not null \
             order by 2 limit $2), \
             line (dealer_id, id) as (select dealer_id, id from heads union all select l.dealer_id, (select id from hooks where ",
            waiting!(),
            " and dealer_id = l.dealer_id and id > l.id order by dealer_id, id limit 1) from line l where l.id is not null",
            $most,
            ") select id from line where id is not null limit $2"
        )
    };
}

/// Takes up to `limit` webhooks about dealers that were not tried yet, as many of each dealer as there is room for, each
/// dealer's in the order in which they came, and notes that they are done: in the same write they must be. Nobody else
/// gets them unless that write fails.
pub async fn take(db: &mut Db, limit: u32, at: Timestamp) -> Result<Vec<Hook>> {
    macro_rules! take {
        ($($ids:tt)+) => {
            sqlx::query_as(concat!(
                "update hooks set done_at = $1 where done_at is null and id in (",
                $($ids)+,
                ") returning id, dealer_id, kind, body, received_at"
            ))
            .bind(at.0)
            .bind(i64::from(limit))
        };
    }
    let mut hooks: Vec<Hook> = match db.raw() {
        // Each dealer's line ends with a step that finds nothing, which counts too.
        Raw::Sqlite(c) => take!(next_of_each!(" limit 2 * $2")).fetch_all(&mut *c).await?,
        Raw::Postgres(c) => {
            let fair = take!(concat!(
                "select id from hooks where id in (",
                next_of_each!(""),
                ") for update skip locked"
            ));
            let fair = fair.fetch_all(&mut *c).await?;
            if fair.is_empty() {
                // Another process has those; this one helps with what comes after them.
                take!(concat!(
                    "select id from hooks where ",
                    waiting!(),
                    " order by dealer_id, id limit $2 for update skip locked"
                ))
                .fetch_all(&mut *c)
                .await?
            } else {
                fair
            }
        }
    };
    hooks.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(hooks)
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

/// Notes that one is done, in the write in which it is. Answers whether it was not done already.
pub async fn mark_done(db: &mut Db, id: &HookId, at: Timestamp) -> Result<bool> {
    Ok(on!(db, |c| sqlx::query(
        "update hooks set done_at = $2, trouble = null where id = $1 and done_at is null"
    )
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected() == 1))?)
}

/// The webhook of that kind and key, if it waits to be worked on.
pub async fn find_waiting(db: &mut Db, kind: &str, dedupe_key: &str) -> Result<Option<Line>> {
    Ok(on!(db, |c| {
        sqlx::query_as(
            "select id, dealer_id, kind, received_at, done_at, trouble from hooks \
         where kind = $1 and dedupe_key = $2 and done_at is null",
        )
        .bind(kind)
        .bind(dedupe_key)
        .fetch_optional(&mut *c)
        .await
    })?)
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
    Ok(on!(db, |c| sqlx::query(
        "delete from hooks where id < $1 and done_at is not null"
    )
    .bind(first_at(before))
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?)
}

/// Forgets those that came before `before`, worked on or not. Answers how many.
pub async fn delete_old(db: &mut Db, before: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| sqlx::query("delete from hooks where id < $1")
        .bind(first_at(before))
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?)
}

/// What stands before every id made from then on: the first 48 bits of a UUID of version 7 are the milliseconds since 1970.
fn first_at(at: Timestamp) -> String {
    let millis = at.0.max(0) / 1_000;
    format!("{:08x}-{:04x}", millis >> 16, millis & 0xffff)
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
