//! Does what is due, for as long as the server runs.

use std::{sync::Arc, time::Duration};

use portal::{World, hooks, jobs};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long work of another process, or work that becomes due by itself, may wait for our next look.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long to leave a database alone that does not answer.
const BREATHER: Duration = Duration::from_secs(3);
/// How often old webhooks are forgotten.
const TIDY: Duration = Duration::from_hours(1);

/// Starts the worker. It ends after the job it is at, when `stopping` is cancelled.
pub fn spawn(world: Arc<World>, stopping: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::select! {
            () = work_together(&world, &stopping) => {}
            () = tidy(&world) => {}
        }
    })
}

/// Several at once: a call that takes its time, or an outside that does not answer, holds up its own batch only.
async fn work_together(world: &World, stopping: &CancellationToken) {
    tokio::join!(
        work(world, stopping),
        work(world, stopping),
        work(world, stopping)
    );
}

async fn work(world: &World, stopping: &CancellationToken) {
    while !stopping.is_cancelled() {
        // Listened for before looking, so that work that comes in between is not missed.
        let rung = world.work.notified();
        let wait = match jobs::run_due(world).await {
            Ok(0) => until_next(world).await,
            Ok(count) => {
                metrics::counter!("jobs_total").increment(count as u64);
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "the queue of jobs does not answer");
                BREATHER
            }
        };
        tokio::select! {
            () = rung => {}
            () = tokio::time::sleep(wait) => {}
            () = stopping.cancelled() => {}
        }
    }
}

/// Until the next job is due, but not so long that another process's work would wait.
async fn until_next(world: &World) -> Duration {
    match jobs::next_due(world).await {
        Ok(Some(at)) => {
            let micros = u64::try_from((at - world.clock.now()).0).unwrap_or_default();
            Duration::from_micros(micros).min(LOOK_AGAIN)
        }
        Ok(None) | Err(_) => LOOK_AGAIN,
    }
}

async fn tidy(world: &World) {
    let mut hours = tokio::time::interval(TIDY);
    loop {
        hours.tick().await;
        if let Err(error) = hooks::forget(world).await {
            tracing::warn!(%error, "old webhooks were not forgotten");
        }
    }
}
