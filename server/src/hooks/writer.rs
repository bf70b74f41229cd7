//! Many webhooks, one commit. A commit waits for the disk, whatever is in it; so whatever comes while one is waiting
//! goes into the next together, and each sender gets its answer when its own commit is through.

use std::{sync::Arc, time::Instant};

use portal::{World, hooks::Incoming};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::Rush;

/// The most webhooks in one commit.
const GROUP: usize = 512;
/// Webhooks that may wait; more are told to come again.
const WAITING: usize = 4_096;
/// How many webhooks are written between two checkpoints of SQLite's log: often, so that each is short and few commits
/// wait beside it.
const CHECKPOINT: usize = 500;

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
    /// One whose task has ended.
    #[cfg(test)]
    pub fn closed() -> Self {
        Self(mpsc::channel(1).0)
    }

    /// Returns when the webhook is on the disk.
    pub async fn store(&self, hook: Incoming) -> Result<(), NotStored> {
        let (stored, is_stored) = oneshot::channel();
        self.0.try_send(Waiting { hook, stored }).map_err(|_| NotStored)?;
        is_stored.await.map_err(|_| NotStored)
    }
}

/// Starts the task that writes. It ends after the last [`Writer`] is dropped and everything is written.
pub fn spawn(world: Arc<World>, rush: Arc<Rush>) -> (Writer, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (Writer(sender), tokio::spawn(write(world, rush, receiver)))
}

async fn write(world: Arc<World>, rush: Arc<Rush>, mut queue: mpsc::Receiver<Waiting>) {
    let commit_seconds = metrics::histogram!("hooks_commit_seconds");
    let mut checkpoints = Checkpoints::default();
    let mut group = Vec::with_capacity(GROUP);
    while queue.recv_many(&mut group, GROUP).await > 0 {
        let began = Instant::now();
        rush.count(began, group.len());
        let (hooks, answers): (Vec<_>, Vec<_>) = group
            .drain(..)
            .map(|waiting| (waiting.hook, waiting.stored))
            .unzip();
        let count = hooks.len();
        match portal::hooks::accept(&world, &hooks).await {
            Ok(()) => {
                for answer in answers {
                    // Whoever no longer listens has its webhook stored all the same.
                    let _ = answer.send(());
                }
            }
            Err(error) if count == 1 => tracing::error!(%error, "a webhook could not be stored"),
            // One that the database refuses must not take the others with it.
            Err(_) => one_by_one(&world, hooks, answers).await,
        }
        commit_seconds.record(began.elapsed().as_secs_f64());
        checkpoints.wrote(&world, count);
    }
}

async fn one_by_one(world: &World, hooks: Vec<Incoming>, answers: Vec<oneshot::Sender<()>>) {
    for (hook, answer) in hooks.into_iter().zip(answers) {
        match portal::hooks::accept(world, std::slice::from_ref(&hook)).await {
            Ok(()) => drop(answer.send(())),
            Err(error) => tracing::error!(%error, kind = hook.kind, "a webhook could not be stored"),
        }
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
