//! Background work. A job is claimed under a lease, and only the claim that holds the lease can end it.

use domain::{
    DealerId, JobId, Timestamp,
    job::{JobCounts, JobState},
};

use crate::{
    Cursor, Db, Result,
    among::{self, on_list},
    shape,
};

/// A job to be done.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: &'a JobId,
    /// What it does, a stable name.
    pub kind: &'a str,
    /// For whom.
    pub dealer: Option<&'a DealerId>,
    /// JSON.
    pub payload: &'a str,
    /// Of the jobs that are not finished, only one has it.
    pub unique_key: Option<&'a str>,
    /// Of the jobs in one lane, only one runs at a time.
    pub lane: Option<&'a str>,
    /// After so many tries it is buried.
    pub max_attempts: u32,
    /// When it may start.
    pub due_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
}

/// A job under lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// For whom.
    pub dealer: Option<DealerId>,
    /// JSON.
    pub payload: String,
    /// How many tries it has had, with this one.
    pub attempts: u32,
    /// After so many it is buried.
    pub max_attempts: u32,
    /// The name of this claim: who ends the job must know it.
    pub worker: String,
}

/// A job as the jobs page lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// Where it is.
    pub state: JobState,
    /// How many tries it has had.
    pub attempts: u32,
    /// When it was made; the list is ordered by it.
    pub created_at: Timestamp,
    /// When it may start, or when its lease ends.
    pub due_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// For whom.
    pub dealer: Option<DealerId>,
    /// That dealer's name.
    pub dealer_name: Option<String>,
}

/// Adds a job. If one with its unique key is not finished, that one is hurried instead: a waiting one comes
/// forward, a running one is due once more when it ends. A dead one makes way. Answers whether a row was added.
pub async fn insert(db: &mut Db, job: NewJob<'_>) -> Result<bool> {
    if let Some(key) = job.unique_key {
        let buried = "update jobs set state = 'done' where unique_key = $1 and state = 'dead'";
        on!(db, |c| sqlx::query(buried)
            .bind(key)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    loop {
        if insert_new(db, &job).await? {
            return Ok(true);
        }
        match job.unique_key {
            // It ended between the two statements: then there is room for this one.
            Some(key) if !hurry(db, key, job.due_at).await? => {}
            _ => return Ok(false),
        }
    }
}

async fn insert_new(db: &mut Db, job: &NewJob<'_>) -> Result<bool> {
    let added = on!(db, |c| {
        sqlx::query(
        "insert into jobs (id, kind, dealer_id, payload, unique_key, lane, state, attempts, max_attempts, due_at, \
         created_at) values ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8, $9) on conflict do nothing"
    )
    .bind(job.id.as_str())
    .bind(job.kind)
    .bind(job.dealer.map(DealerId::as_str))
    .bind(job.payload)
    .bind(job.unique_key)
    .bind(job.lane)
    .bind(i64::from(job.max_attempts))
    .bind(job.due_at.0)
    .bind(job.created_at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(added == 1)
}

/// Answers whether there was one that is not finished.
async fn hurry(db: &mut Db, key: &str, due_at: Timestamp) -> Result<bool> {
    let hurry = "update jobs set due_at = case when state = 'waiting' and due_at > $2 then $2 else due_at end, \
                 asked_at = case when state = 'running' then $2 else asked_at end \
                 where unique_key = $1 and state in ('waiting', 'running')";
    let hurried = on!(db, |c| sqlx::query(hurry)
        .bind(key)
        .bind(due_at.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(hurried > 0)
}

/// Whether a job with that unique key waits or runs.
pub async fn is_unfinished(db: &mut Db, unique_key: &str) -> Result<bool> {
    let found: Option<String> = on!(db, |c| sqlx::query_scalar(
        "select id from jobs where unique_key = $1 and state in ('waiting', 'running')"
    )
    .bind(unique_key)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(found.is_some())
}

#[derive(sqlx::FromRow)]
struct RawClaim {
    id: String,
    kind: String,
    dealer_id: Option<String>,
    payload: String,
    attempts: i64,
    max_attempts: i64,
}

/// What is due, with each dealer's jobs and each lane's jobs counted out: every dealer gets its first job before
/// any gets its second. Looks at the first 500 that are due, so that a long queue costs no more than a short one.
macro_rules! next_in_turn {
    ($lock:literal) => {
        concat!(
            "update jobs set state = 'running', attempts = attempts + 1, due_at = $2, worker = $3 where id in (
                select id from jobs where state in ('waiting', 'running') and due_at <= $1 and id in (
                    select id from (
                        select id, due_at,
                            row_number() over (partition by coalesce(dealer_id, id) order by due_at, id) as turn,
                            row_number() over (partition by coalesce(lane, id) order by state, due_at, id) as place
                        from (
                            select id, dealer_id, lane, state, due_at from jobs j
                            where state in ('waiting', 'running') and due_at <= $1
                                and (lane is null or state = 'running' or not exists (
                                    select 1 from jobs r where r.lane = j.lane and r.state = 'running'))
                            order by due_at limit 500
                        ) as due
                    ) as turns where place = 1 order by turn, due_at limit $4
                )",
            $lock,
            ") returning id, kind, dealer_id, payload, attempts, max_attempts"
        )
    };
}

/// Takes up to `limit` due jobs (also those whose lease has ended) until `lease_end`. `worker` is a new name.
pub async fn claim(
    db: &mut Db,
    now: Timestamp,
    lease_end: Timestamp,
    worker: &str,
    limit: u32,
) -> Result<Vec<Claimed>> {
    let sqlite = next_in_turn!("");
    // Two processes may ask at once; each goes past what the other has just taken.
    let postgres = next_in_turn!(" for update skip locked");
    let rows = match db.raw() {
        crate::db::Raw::Sqlite(c) => {
            sqlx::query_as::<_, RawClaim>(sqlite)
                .bind(now.0)
                .bind(lease_end.0)
                .bind(worker)
                .bind(i64::from(limit))
                .fetch_all(&mut *c)
                .await
        }
        crate::db::Raw::Postgres(c) => {
            sqlx::query_as::<_, RawClaim>(postgres)
                .bind(now.0)
                .bind(lease_end.0)
                .bind(worker)
                .bind(i64::from(limit))
                .fetch_all(&mut *c)
                .await
        }
    }?;
    rows.into_iter()
        .map(|raw| {
            Ok(Claimed {
                id: shape::text(raw.id)?,
                kind: raw.kind,
                dealer: shape::maybe(raw.dealer_id)?,
                payload: raw.payload,
                attempts: shape::count(raw.attempts),
                max_attempts: shape::count(raw.max_attempts),
                worker: worker.to_owned(),
            })
        })
        .collect()
}

/// Puts the end of a lease off. Answers whether it is still held.
pub async fn extend(db: &mut Db, job: &Claimed, lease_end: Timestamp) -> Result<bool> {
    let done = on!(db, |c| sqlx::query(
        "update jobs set due_at = $3 where id = $1 and worker = $2 and state = 'running'"
    )
    .bind(job.id.as_str())
    .bind(&job.worker)
    .bind(lease_end.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Ends a job well; asked for again meanwhile, it is due once more. Answers whether the lease was still held.
pub async fn finish(db: &mut Db, job: &Claimed, now: Timestamp) -> Result<bool> {
    let done = on!(db, |c| sqlx::query(
        "update jobs set state = case when asked_at is null then 'done' else 'waiting' end, \
         due_at = coalesce(asked_at, due_at), finished_at = case when asked_at is null then $3 end, \
         attempts = case when asked_at is null then attempts else 0 end, \
         asked_at = null, worker = null, last_error = null \
         where id = $1 and worker = $2 and state = 'running'"
    )
    .bind(job.id.as_str())
    .bind(&job.worker)
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Puts a job back until `due_at`, sooner if it was asked for again meanwhile. Without an error it was not a failed
/// try, and the tries start anew. Answers whether the lease was still held.
pub async fn put_back(db: &mut Db, job: &Claimed, due_at: Timestamp, error: Option<&str>) -> Result<bool> {
    let done = on!(db, |c| sqlx::query(
        "update jobs set state = 'waiting', \
         due_at = case when asked_at is not null and asked_at < $3 then asked_at else $3 end, \
         attempts = case when $4 is null then 0 else attempts end, \
         asked_at = null, worker = null, last_error = $4 \
         where id = $1 and worker = $2 and state = 'running'"
    )
    .bind(job.id.as_str())
    .bind(&job.worker)
    .bind(due_at.0)
    .bind(error)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Gives a job up until a person retries it; asked for again meanwhile, it is tried anew. Answers whether the lease was
/// still held.
pub async fn bury(db: &mut Db, job: &Claimed, now: Timestamp, error: &str) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
            "update jobs set state = case when asked_at is null then 'dead' else 'waiting' end, \
         due_at = coalesce(asked_at, due_at), finished_at = case when asked_at is null then $3 end, \
         attempts = case when asked_at is null then attempts else 0 end, \
         asked_at = null, worker = null, last_error = $4 \
         where id = $1 and worker = $2 and state = 'running'",
        )
        .bind(job.id.as_str())
        .bind(&job.worker)
        .bind(now.0)
        .bind(error)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Makes a dead job due. Answers its kind and its dealer if there was one.
///
/// # Errors
/// [`crate::Error::Taken`] if another with its unique key is not finished.
pub async fn retry(db: &mut Db, id: &JobId, now: Timestamp) -> Result<Option<(String, Option<DealerId>)>> {
    let row: Option<(String, Option<String>)> = on!(db, |c| {
        sqlx::query_as(
            "update jobs set state = 'waiting', attempts = 0, due_at = $2, finished_at = null \
         where id = $1 and state = 'dead' returning kind, dealer_id",
        )
        .bind(id.as_str())
        .bind(now.0)
        .fetch_optional(&mut *c)
        .await
    })?;
    row.map(|(kind, dealer)| Ok((kind, shape::maybe(dealer)?)))
        .transpose()
}

/// The dealers and payloads of dead jobs of these kinds, the oldest first, at most `limit`.
pub async fn list_dead(db: &mut Db, kinds: &[&str], limit: u32) -> Result<Vec<(Option<DealerId>, String)>> {
    let kinds = among::list(kinds.iter().copied());
    let rows: Vec<(Option<String>, String)> = on_list!(db, |c| sqlx::query_as(concat!(
        "select dealer_id, payload from jobs where state = 'dead' and kind in ",
        among!("$1"),
        " order by created_at, id limit $2"
    ))
    .bind(kinds)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter()
        .map(|(dealer, payload)| Ok((shape::maybe(dealer)?, payload)))
        .collect()
}

/// Ends every lease. Only for the start of a process that owns the database alone.
pub async fn release_all(db: &mut Db, now: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update jobs set state = 'waiting', due_at = $1, worker = null where state = 'running'"
    )
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// When the next job can be taken: when it is due, when a lease ends, or when the lease of another job in its lane
/// does.
pub async fn next_due(db: &mut Db) -> Result<Option<Timestamp>> {
    let due: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select min(due_at) from jobs j where state in ('waiting', 'running') \
         and (lane is null or state = 'running' or not exists ( \
         select 1 from jobs r where r.lane = j.lane and r.state = 'running'))"
    )
    .fetch_one(&mut *c)
    .await)?;
    Ok(due.map(Timestamp))
}

/// Forgets what ended well before `before`.
pub async fn delete_done(db: &mut Db, before: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| sqlx::query(
        "delete from jobs where state = 'done' and finished_at < $1"
    )
    .bind(before.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?)
}

#[derive(sqlx::FromRow)]
struct RawRow {
    id: String,
    kind: String,
    state: String,
    attempts: i64,
    created_at: i64,
    due_at: i64,
    finished_at: Option<i64>,
    last_error: Option<String>,
    dealer_id: Option<String>,
    dealer_name: Option<String>,
}

/// Jobs in a state (or in any but done), newest first, at most `limit`.
pub async fn list(db: &mut Db, state: Option<JobState>, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<RawRow> = on!(db, |c| {
        sqlx::query_as(
        "select j.id, j.kind, j.state, j.attempts, j.created_at, j.due_at, j.finished_at, j.last_error, j.dealer_id, \
         d.name as dealer_name from jobs j left join dealers d on d.id = j.dealer_id \
         where (j.state = $1 or ($1 = '' and j.state <> 'done')) \
         and (j.created_at < $2 or (j.created_at = $2 and j.id < $3)) \
         order by j.created_at desc, j.id desc limit $4"
    )
    .bind(state.map_or("", JobState::as_str))
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter()
        .map(|raw| {
            Ok(Row {
                id: shape::text(raw.id)?,
                kind: raw.kind,
                state: shape::word(&raw.state, JobState::parse)?,
                attempts: shape::count(raw.attempts),
                created_at: Timestamp(raw.created_at),
                due_at: Timestamp(raw.due_at),
                finished_at: raw.finished_at.map(Timestamp),
                last_error: raw.last_error,
                dealer: shape::maybe(raw.dealer_id)?,
                dealer_name: raw.dealer_name,
            })
        })
        .collect()
}

/// How many there are in each state.
pub async fn count(db: &mut Db) -> Result<JobCounts> {
    let rows: Vec<(String, i64)> = on!(db, |c| sqlx::query_as(
        "select state, count(*) from jobs where state <> 'done' group by state"
    )
    .fetch_all(&mut *c)
    .await)?;
    let of = |name: JobState| {
        let found = rows.iter().find(|(state, _)| state == name.as_str());
        found.map_or(0, |(_, n)| shape::count(*n))
    };
    Ok(JobCounts {
        waiting: of(JobState::Waiting),
        running: of(JobState::Running),
        dead: of(JobState::Dead),
    })
}
