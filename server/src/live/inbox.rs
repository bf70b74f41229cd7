//! What happens in an inbox, as it happens.

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use domain::{Span, Timestamp, conversation::Changes};
use futures::{Stream, StreamExt as _, stream};
use portal::{Actor, World, conversations};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{KEEP_ALIVE, LOOK_AGAIN, RETRY};
use crate::web::Shared;

/// Between two looks: a busy inbox changes more often than people notice.
const PAUSE: Duration = Duration::from_millis(40);

/// A clock that is off by less is left alone.
const JUMP: Span = Span::seconds(2);

struct Watched {
    world: Arc<World>,
    stopping: CancellationToken,
    actor: Actor,
    bell: Arc<Notify>,
    after: i64,
    /// When it may look again.
    next_look: Instant,
    /// What time the page was told it is, and when.
    clock: Option<(Timestamp, Instant)>,
}

/// `event: changes` with the count as its id and [`Changes`] as JSON, whenever something changed after the count
/// `after`; without one, after now. `event: now` with the microseconds since 1970 at the start, and whenever that clock
/// jumped: a page's own walks on between. Ends with the sign-in and with the server.
///
/// # Errors
/// If the actor has no inbox.
pub async fn inbox(
    shared: &Shared,
    actor: Actor,
    after: Option<i64>,
) -> portal::Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>> {
    let now = conversations::watch(&shared.world, &actor).await?;
    let watched = Watched {
        world: Arc::clone(&shared.world),
        stopping: shared.stopping.clone(),
        bell: conversations::bell(&shared.world, &actor)?,
        actor,
        after: after.or(now).unwrap_or_default(),
        next_look: Instant::now(),
        clock: None,
    };
    let events = stream::unfold(watched, |mut watched| async move {
        let event = watched.next().await?;
        Some((Ok(event), watched))
    });
    // Said at once, so that the page knows it is connected.
    let hello = Event::default().comment("here").retry(RETRY);
    let events = stream::iter([Ok(hello)]).chain(events);
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

impl Watched {
    /// The next change; `None` when there will be none.
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(self.next_look) => {}
                () = self.stopping.cancelled() => return None,
            }
            self.next_look = Instant::now() + PAUSE;
            // Before anything else: what happened is told by its time.
            if let Some(now) = self.new_time() {
                return Some(Event::default().event("now").data(now.0.to_string()));
            }
            // Listened for before looking, so that a change in between is not missed.
            let bell = Arc::clone(&self.bell);
            let mut changed = pin!(bell.notified());
            changed.as_mut().enable();
            match self.look().await {
                Ok(Some(Some(changes))) => return event(&changes),
                Ok(Some(None)) => {}
                Ok(None) => return None,
                Err(error) => {
                    // The page connects again, with the count it knows.
                    tracing::warn!(%error, "a live inbox ended");
                    return None;
                }
            }
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = self.stopping.cancelled() => return None,
            }
        }
    }

    /// What time it is, if the page cannot know.
    fn new_time(&mut self) -> Option<Timestamp> {
        let now = self.world.clock.now();
        let known = self.clock.is_some_and(|(told, at)| {
            let passed = Span::millis(i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX));
            (now - (told + passed)).0.abs() < JUMP.0
        });
        (!known).then(|| {
            self.clock = Some((now, Instant::now()));
            now
        })
    }

    /// What changed, if anything; `None` once the sign-in is over.
    async fn look(&mut self) -> portal::Result<Option<Option<Changes>>> {
        let Some(seq) = conversations::watch(&self.world, &self.actor).await? else {
            return Ok(None);
        };
        if seq == self.after {
            return Ok(Some(None));
        }
        let changes = conversations::changes(&self.world, &self.actor, self.after).await?;
        self.after = changes.seq;
        Ok(Some(Some(changes)))
    }
}

fn event(changes: &Changes) -> Option<Event> {
    let event = Event::default().event("changes").id(changes.seq.to_string());
    event.json_data(changes).ok()
}
