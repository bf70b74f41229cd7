//! The running simulator: state, clock, memory and the pump that makes things happen by themselves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use url::Url;

use crate::clock::{Clock, Millis, millis};
use crate::config::{Config, SimulatedUrls};
use crate::files::Files;
use crate::heard::Heard;
use crate::state::{Ctx, Event, State};
use crate::{delivery, persist, twilio, voice};

pub struct World {
    pub config: Config,
    pub base: Url,
    pub urls: SimulatedUrls,
    pub clock: Clock,
    pub http: reqwest::Client,
    pub files: Files,
    state: Mutex<State>,
    pub heard: Mutex<Vec<Heard>>,
    /// Wakes the pump when something became due earlier than it thinks.
    wake: Notify,
    /// Webhooks and calls under way.
    busy: watch::Sender<usize>,
    /// The last message on its way to each address. People write one after another: the next one waits for what became of
    /// it.
    lines: Mutex<HashMap<String, JoinHandle<()>>>,
    pub stopping: watch::Sender<bool>,
}

impl World {
    pub fn new(config: Config, base: Url) -> Arc<Self> {
        let state = persist::load(&config);
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(15))
            .connect_timeout(Duration::from_secs(5))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client with fixed settings can be built");
        Arc::new(Self {
            urls: SimulatedUrls::under(&base),
            clock: Clock::new(config.speed, state.skipped),
            http,
            files: Files::of(&config),
            state: Mutex::new(state),
            heard: Mutex::default(),
            wake: Notify::new(),
            busy: watch::Sender::new(0),
            lines: Mutex::default(),
            stopping: watch::Sender::new(false),
            config,
            base,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in one handler is a failed request, not the end of the world.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` on the state; the pump looks at once at what has become due.
    pub fn with<T>(&self, work: impl FnOnce(&mut Ctx<'_>) -> T) -> T {
        let mut state = self.lock();
        let done = work(&mut Ctx {
            world: self,
            state: &mut state,
            now: self.clock.now(),
        });
        persist::save(&self.config, &mut state, self.clock.skipped());
        drop(state);
        self.wake.notify_one();
        done
    }

    /// Changes something that needs no place in the state file by itself.
    pub fn lightly<T>(&self, work: impl FnOnce(&mut Ctx<'_>) -> T) -> T {
        let mut state = self.lock();
        work(&mut Ctx {
            world: self,
            state: &mut state,
            now: self.clock.now(),
        })
    }

    /// Looks at the state without changing it.
    pub fn look<T>(&self, work: impl FnOnce(&State) -> T) -> T {
        work(&self.lock())
    }

    /// Starts what is due and moves what has waited long enough. Returns whether it did anything.
    fn run_due(self: &Arc<Self>) -> bool {
        let mut state = self.lock();
        let now = self.clock.now();
        let mut due: Vec<(Event, Option<String>)> = Vec::new();
        state.queue.sort_by_key(|item| item.at);
        while state.queue.first().is_some_and(|item| item.at <= now) {
            let event = state.queue.remove(0).event;
            let line = delivery::line_of(&state, &event);
            due.push((event, line));
        }
        let moved = twilio::steps::move_due(&mut Ctx {
            world: self,
            state: &mut state,
            now,
        });
        let idle = due.is_empty() && !moved;
        // Counted before the lock is released: `settle` must not see a gap between due and under way.
        self.busy.send_modify(|busy| *busy += due.len());
        if !idle {
            persist::save(&self.config, &mut state, self.clock.skipped());
        }
        // Before the other lock is released: whoever comes next must find the order that was taken here.
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        drop(state);
        for (event, line) in due {
            let world = Arc::clone(self);
            let before = line.as_ref().and_then(|line| lines.remove(line));
            let under_way = tokio::spawn(async move {
                if let Some(before) = before {
                    // However it went.
                    let _ = before.await;
                }
                match event {
                    Event::Deliver(id) => delivery::attempt(&world, id).await,
                    Event::Fetch { message, urls } => {
                        twilio::ticks::fetch_files(&world, &message, &urls).await;
                    }
                    Event::Ring { number, code } => voice::ring(&world, &number, &code).await,
                }
                world.busy.send_modify(|busy| *busy -= 1);
                world.wake.notify_one();
            });
            if let Some(line) = line {
                lines.insert(line, under_way);
            }
        }
        !idle
    }

    fn next_due(&self) -> Option<Millis> {
        let state = self.lock();
        let queued = state.queue.iter().map(|due| due.at).min();
        queued.into_iter().chain(twilio::steps::next_due(&state)).min()
    }

    /// Makes things happen by themselves until the simulator stops.
    pub async fn pump(self: Arc<Self>) {
        let mut stopping = self.stopping.subscribe();
        loop {
            while self.run_due() {}
            let wait = self.next_due().map_or(Duration::from_hours(1), |at| {
                Duration::from_millis(u64::try_from(at - self.clock.now()).unwrap_or(0))
            });
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Returns when nothing is due and nothing is under way.
    pub async fn settle(self: &Arc<Self>) {
        let mut busy = self.busy.subscribe();
        loop {
            while self.run_due() {}
            if busy.wait_for(|busy| *busy == 0).await.is_err() || !self.run_due() {
                return;
            }
        }
    }

    pub async fn advance(self: &Arc<Self>, by: Duration) {
        // Step by step, so that what follows from a step happens at its own time.
        let end = self.clock.now() + millis(by);
        loop {
            self.settle().await;
            let now = self.clock.now();
            let Some(next) = self.next_due().filter(|at| *at <= end) else {
                break;
            };
            let ahead = u64::try_from(next - now).unwrap_or(0);
            self.clock.skip(Duration::from_millis(ahead));
        }
        let rest = u64::try_from(end - self.clock.now()).unwrap_or(0);
        self.clock.skip(Duration::from_millis(rest));
        self.with(|ctx| ctx.state.skipped = self.clock.skipped());
        self.settle().await;
    }
}
