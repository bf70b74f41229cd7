//! Does what is due, for as long as the server runs: the work on webhooks in one place, jobs in another, so that no job
//! that waits for an outside holds up a message.

mod taking;

use std::{sync::Arc, time::Duration};

use portal::{World, hooks, jobs};
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::hooks::Rush;

/// How long work of another process, or work that becomes due by itself, may wait for our next look.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long to leave a database alone that does not answer.
const BREATHER: Duration = Duration::from_secs(3);
/// How often old webhooks are forgotten.
const TIDY: Duration = Duration::from_hours(1);
/// Jobs that run at the same time. Most wait for an outside most of the time.
const AT_ONCE: usize = 48;

/// Starts the worker. It ends after the work it is at, when `stopping` is cancelled.
pub fn spawn(world: Arc<World>, rush: Arc<Rush>, stopping: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async { tokio::join!(taking::take(&world, &rush, &stopping), work(&world, &stopping)) };
        tokio::select! {
            _ = work => {}
            () = tidy(&world) => {}
        }
    })
}

/// Takes jobs as others end: one that takes its time holds up none but itself.
async fn work(world: &Arc<World>, stopping: &CancellationToken) {
    let mut running = JoinSet::new();
    while !stopping.is_cancelled() {
        // Listened for before looking, so that work that comes in between is not missed.
        let rung = world.work.notified();
        let free = AT_ONCE - running.len();
        let wait = match claim(world, free).await {
            Ok(claimed) if claimed.is_empty() && free > 0 => until_next(world).await,
            Ok(claimed) => {
                metrics::counter!("jobs_total").increment(claimed.len() as u64);
                for job in claimed {
                    let world = Arc::clone(world);
                    running.spawn(async move { Box::pin(jobs::run(&world, &job)).await });
                }
                if running.len() < AT_ONCE {
                    continue;
                }
                LOOK_AGAIN
            }
            Err(error) => {
                tracing::error!(%error, "the queue of jobs does not answer");
                BREATHER
            }
        };
        tokio::select! {
            // What ended may have made work due, of its own lane for one.
            Some(_) = running.join_next() => {}
            () = rung => {}
            () = tokio::time::sleep(wait) => {}
            () = stopping.cancelled() => {}
        }
        while running.try_join_next().is_some() {}
    }
    while running.join_next().await.is_some() {}
}

async fn claim(world: &World, free: usize) -> portal::Result<Vec<jobs::Claimed>> {
    match u32::try_from(free) {
        Ok(free @ 1..) => jobs::claim(world, free).await,
        _ => Ok(Vec::new()),
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
