//! Pages that follow along: server-sent events.

mod inbox;

use std::{convert::Infallible, pin::pin, sync::Arc, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use domain::{SignupId, Timestamp, signup::Progress};
use futures::{Stream, stream};
use portal::{Actor, World};
use tokio_util::sync::CancellationToken;

use crate::web::Shared;

pub use inbox::inbox;

/// How long a change that was made by another process may stay unseen.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Proxies drop a connection that says nothing; most wait a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How soon a browser connects again when the line broke.
const RETRY: Duration = Duration::from_secs(1);

struct Watched {
    world: Arc<World>,
    stopping: CancellationToken,
    actor: Actor,
    signup: SignupId,
    shown: Option<Progress>,
}

/// `event: progress` with the signup's progress as JSON: once at the start, then whenever it changed.
pub fn progress(
    shared: &Shared,
    actor: Actor,
    signup: SignupId,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let watched = Watched {
        world: Arc::clone(&shared.world),
        stopping: shared.stopping.clone(),
        actor,
        signup,
        shown: None,
    };
    let events = stream::unfold(watched, |mut watched| async move {
        let event = watched.next().await?;
        Some((Ok(event), watched))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

impl Watched {
    /// The next change; `None` when there will be none, because the link ended or the server stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // Listened for before looking, so that a change in between is not missed.
            let mut changed = pin!(self.world.changed.notified());
            changed.as_mut().enable();
            let now = match portal::signups::progress(&self.world, &self.actor, &self.signup).await {
                Ok(progress) => progress,
                Err(error) => {
                    tracing::debug!(%error, "a live page ended");
                    return None;
                }
            };
            let is_news = self
                .shown
                .as_ref()
                .is_none_or(|shown| timeless(shown) != timeless(&now));
            if is_news {
                let event = Event::default().event("progress").json_data(&now).ok();
                self.shown = Some(now);
                return event;
            }
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = self.stopping.cancelled() => return None,
            }
        }
    }
}

/// Without the clock, which always changes.
fn timeless(progress: &Progress) -> Progress {
    Progress {
        now: Timestamp(0),
        ..progress.clone()
    }
}
