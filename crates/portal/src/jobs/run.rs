use std::{panic::AssertUnwindSafe, time::Duration};

use domain::{Span, Timestamp};
use futures::FutureExt as _;
use store::jobs::Claimed;

use super::{Outcome, Turn, Work, after_failure, enqueue, perform};
use crate::{Error, Result, World, hooks, with_causes};

/// How long a claim holds without being put off: after a crash the job waits this long.
const LEASE: Span = Span::seconds(60);
/// How often a claim is put off while the work goes on.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How many webhooks are worked on at once where nobody waits.
const HOOKS: u32 = 100;
/// How many jobs [`run_due`] takes.
const AT_ONCE: u32 = 16;

/// Prepares the queue at the start of a process: what a single process left under lease is free again, and the
/// hourly sweep is there.
pub async fn start(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    // An SQLite file belongs to one process: whoever held a lease is gone.
    if world.store.is_sqlite() {
        store::jobs::release_all(&mut db, now).await?;
    }
    enqueue(&mut db, world, now, None, &Work::Sweep).await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

/// Takes up to `most` of the jobs that are due, each dealer's in turn; hand each to [`run`]. With none, nothing is due.
pub async fn claim(world: &World, most: u32) -> Result<Vec<Claimed>> {
    let now = world.clock.now();
    // Looking takes no lock: an idle worker is in nobody's way.
    if next_due(world).await?.is_none_or(|due| due > now) {
        return Ok(Vec::new());
    }
    let worker = world.chance.token();
    let mut db = world.store.write().await?;
    let claimed = match store::jobs::claim(&mut db, now, now + LEASE, &worker, most).await {
        Ok(claimed) => claimed,
        // Another process took a job of the same lane at the same moment.
        Err(store::Error::Taken(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    db.commit().await?;
    Ok(claimed)
}

/// Takes some of the jobs that are due and does them. Answers how many it took.
pub async fn run_due(world: &World) -> Result<usize> {
    let claimed = claim(world, AT_ONCE).await?;
    futures::future::join_all(claimed.iter().map(|job| run(world, job))).await;
    Ok(claimed.len())
}

/// Works on webhooks and runs jobs until none is due. For tests and the command line; the time does not move by itself.
pub async fn run_until_idle(world: &World) -> Result<()> {
    while hooks::take(world, HOOKS).await? + run_due(world).await? > 0 {}
    Ok(())
}

/// When there is something to do next, if ever.
pub async fn next_due(world: &World) -> Result<Option<Timestamp>> {
    Ok(store::jobs::next_due(&mut world.store.read().await?).await?)
}

/// Does a job, keeps its lease meanwhile, and stores how it ended.
pub async fn run(world: &World, job: &Claimed) {
    let outcome = tokio::select! {
        outcome = AssertUnwindSafe(attempt(world, job)).catch_unwind() => outcome,
        () = hold(world, job) => return,
    };
    let outcome = outcome.unwrap_or_else(|_| Err(Error::Internal("the job panicked".into())));
    let outcome = outcome.unwrap_or_else(|error| judge(world, job, &error));
    if let Err(error) = settle(world, job, &outcome).await {
        // The lease ends, and the job is done again.
        tracing::error!(job = job.id.as_str(), kind = job.kind, %error, "a job's end was not stored");
    }
    world.changed.notify_waiters();
}

async fn attempt(world: &World, job: &Claimed) -> Result<Outcome> {
    let work: Work = serde_json::from_str(&job.payload)
        .map_err(|why| Error::Conflict(format!("the job is not one of this version: {why}")))?;
    let turn = Turn {
        tries: job.attempts,
        most: job.max_attempts,
    };
    perform(world, job.dealer.as_ref(), &work, turn).await
}

/// Keeps the lease while the work goes on; ends when the lease is lost.
async fn hold(world: &World, job: &Claimed) {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        if !put_off(world, job).await.unwrap_or(true) {
            tracing::warn!(
                job = job.id.as_str(),
                kind = job.kind,
                "the lease of a job was lost"
            );
            return;
        }
    }
}

async fn put_off(world: &World, job: &Claimed) -> Result<bool> {
    let mut db = world.store.write().await?;
    let held = store::jobs::extend(&mut db, job, world.clock.now() + LEASE).await?;
    db.commit().await?;
    Ok(held)
}

/// Whether another try can help: a machine that does not answer is asked again, a refusal stays one.
pub(crate) fn may_pass(error: &Error) -> bool {
    match error {
        Error::Twilio(error) => matches!(error.class(), twilio::Class::Retry | twilio::Class::Wait),
        Error::Store(_) | Error::Meta(_) | Error::Internal(_) => true,
        Error::Problem(problem) => problem.code == domain::Code::Unavailable,
        Error::Invalid(_) | Error::Missing | Error::Denied | Error::Conflict(_) => false,
    }
}

/// What an error asks for.
fn judge(world: &World, job: &Claimed, error: &Error) -> Outcome {
    let why = with_causes(error);
    // Nothing asks for the sweep but the sweep before it: it is never given up.
    let is_endless = job.kind == Work::Sweep.kind();
    let asked = match error {
        Error::Twilio(error) => error.retry_after(),
        _ => None,
    };
    if is_endless || may_pass(error) && job.attempts < job.max_attempts {
        Outcome::Again {
            why,
            at: world.clock.now() + after_failure(world, job.attempts, asked),
        }
    } else {
        Outcome::Dead { why }
    }
}

async fn settle(world: &World, job: &Claimed, outcome: &Outcome) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let held = match outcome {
        Outcome::Done => store::jobs::finish(&mut db, job, now).await?,
        Outcome::Later(at) => store::jobs::put_back(&mut db, job, *at, None).await?,
        Outcome::Again { why, at } => {
            tracing::info!(
                job = job.id.as_str(),
                kind = job.kind,
                tries = job.attempts,
                why,
                "a job will be tried again"
            );
            store::jobs::put_back(&mut db, job, *at, Some(why)).await?
        }
        Outcome::Dead { why } => {
            tracing::warn!(
                job = job.id.as_str(),
                kind = job.kind,
                tries = job.attempts,
                why,
                "a job was given up"
            );
            store::jobs::bury(&mut db, job, now, why).await?
        }
    };
    db.commit().await?;
    if !held {
        tracing::warn!(
            job = job.id.as_str(),
            kind = job.kind,
            "a job ended after its lease"
        );
    }
    Ok(())
}
