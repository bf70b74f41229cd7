//! Many webhooks, one commit. A commit waits for the disk, whatever is in it; so whatever comes while one is waiting
//! goes into the next together, and each sender gets its answer when its own commit is through.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::Span;
use portal::{World, hooks::Incoming};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// The most webhooks in one commit.
const GROUP: usize = 512;
/// Webhooks that may wait; more are told to come again.
const WAITING: usize = 4_096;
/// Webhooks within [`WINDOW`] that make a rush.
const RUSH: usize = 1_000;
/// How far back a rush is looked for.
const WINDOW: Duration = Duration::from_secs(1);
/// How long the work on webhooks of a rush waits: taking them in comes first, and both want the disk.
const REST: Span = Span::seconds(15);
/// How many webhooks are written between two checkpoints of SQLite's log.
const CHECKPOINT: usize = 2_000;

#[derive(Debug)]
struct Waiting {
    hook: Incoming,
    stored: oneshot::Sender<()>,
}

/// Hands webhooks to the one task that writes them. Cheap to clone; the task ends when the last clone is gone.
#[derive(Debug, Clone)]
pub struct Writer(mpsc::Sender<Waiting>);

/// A webhook was not stored; its sender should come again.
#[derive(Debug)]
pub struct NotStored;

impl Writer {
    /// Returns when the webhook is on the disk.
    pub async fn store(&self, hook: Incoming) -> Result<(), NotStored> {
        let (stored, is_stored) = oneshot::channel();
        self.0.try_send(Waiting { hook, stored }).map_err(|_| NotStored)?;
        is_stored.await.map_err(|_| NotStored)
    }
}

/// Starts the task that writes. It ends after the last [`Writer`] is dropped and everything is written.
pub fn spawn(world: Arc<World>) -> (Writer, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Writer(sender), tokio::spawn(write(world, receiver)))
}

async fn write(world: Arc<World>, mut queue: mpsc::Receiver<Waiting>) {
    let commit_seconds = metrics::histogram!("hooks_commit_seconds");
    let (mut rush, mut checkpoints) = (Rush::new(), Checkpoints::default());
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let began = Instant::now();
        let rest = if rush.is_on(began, group.len()) {
            REST
        } else {
            Span::default()
        };
        let (hooks, answers): (Vec<_>, Vec<_>) = group
            .drain(..)
            .map(|waiting| (waiting.hook, waiting.stored))
            .unzip();
        let count = hooks.len();
        match portal::hooks::accept(&world, &hooks, rest).await {
            Ok(()) => {
                for answer in answers {
                    // Whoever no longer listens has its webhook stored all the same.
                    let _ = answer.send(());
                }
            }
            Err(error) if count == 1 => tracing::error!(%error, "a webhook could not be stored"),
            // One that the database refuses must not take the others with it.
            Err(_) => one_by_one(&world, hooks, answers, rest).await,
        }
        commit_seconds.record(began.elapsed().as_secs_f64());
        checkpoints.wrote(&world, count);
    }
}

async fn one_by_one(world: &World, hooks: Vec<Incoming>, answers: Vec<oneshot::Sender<()>>, rest: Span) {
    for (hook, answer) in hooks.into_iter().zip(answers) {
        match portal::hooks::accept(world, std::slice::from_ref(&hook), rest).await {
            Ok(()) => drop(answer.send(())),
            Err(error) => tracing::error!(%error, kind = hook.kind, "a webhook could not be stored"),
        }
    }
}

/// Whether webhooks come faster than they can be worked on beside.
struct Rush {
    since: Instant,
    now: usize,
    before: usize,
}

impl Rush {
    fn new() -> Self {
        let since = Instant::now();
        Self {
            since,
            now: 0,
            before: 0,
        }
    }

    /// Counts in this window and remembers the one before, so that a rush is not over with each new second.
    fn is_on(&mut self, at: Instant, count: usize) -> bool {
        let passed = at.duration_since(self.since);
        if passed >= WINDOW {
            self.before = if passed < 2 * WINDOW { self.now } else { 0 };
            self.now = 0;
            self.since = at;
        }
        self.now += count;
        self.now.max(self.before) > RUSH
    }
}

/// Keeps SQLite's log short beside the commits, so that none of them has to do it.
#[derive(Default)]
struct Checkpoints {
    written: usize,
    under_way: Option<JoinHandle<()>>,
}

impl Checkpoints {
    fn wrote(&mut self, world: &Arc<World>, count: usize) {
        self.written += count;
        let is_busy = self.under_way.as_ref().is_some_and(|task| !task.is_finished());
        if self.written < CHECKPOINT || is_busy {
            return;
        }
        self.written = 0;
        let world = Arc::clone(world);
        self.under_way = Some(tokio::spawn(async move {
            if let Err(error) = world.store.checkpoint().await {
                tracing::warn!(%error, "a checkpoint failed");
            }
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rush_begins_with_many_in_a_second_and_ends_when_they_are_gone() {
        let mut rush = Rush::new();
        let start = rush.since;
        let after = |millis| start + Duration::from_millis(millis);
        assert!(!rush.is_on(after(1), 500));
        assert!(rush.is_on(after(2), 501));
        assert!(rush.is_on(after(1_100), 1), "the second before counts");
        assert!(!rush.is_on(after(2_200), 1));
        assert!(rush.is_on(after(2_300), 2_000));
        assert!(!rush.is_on(after(60_000), 1), "long after");
    }
}
