use std::{collections::BTreeMap, panic::AssertUnwindSafe};

use domain::{DealerId, Span, Timestamp};
use futures::FutureExt as _;
use store::{Db, hooks::Hook};

use crate::{
    Error, Result, World,
    messages::{self, Inbox},
    senders,
};

/// Works on webhooks about dealers inside the caller's write, each dealer's in the order in which they came. If one cannot
/// be worked on, nothing may be kept of any.
pub(super) async fn together(db: &mut Db, world: &World, hooks: &[Hook]) -> Result<()> {
    // A fault of ours must not hold up what waits behind it.
    let work = AssertUnwindSafe(all(db, world, hooks)).catch_unwind().await;
    work.unwrap_or_else(|_| Err(Error::Internal("the work on a webhook panicked".into())))
}

async fn all(db: &mut Db, world: &World, hooks: &[Hook]) -> Result<()> {
    // In the order of their names: two processes that hold inboxes never wait for each other in a circle.
    let mut of: BTreeMap<DealerId, Vec<&Hook>> = BTreeMap::new();
    for hook in hooks {
        let dealer = hook
            .dealer()
            .ok_or_else(|| Error::Internal("a webhook of Twilio's without its dealer".into()))?;
        of.entry(dealer).or_default().push(hook);
    }
    for (dealer, hooks) in &of {
        let mut inbox = Inbox::open(db, world, dealer).await?;
        let mut lines = senders::Lines::default();
        for hook in hooks {
            let form = twilio::form::parse(hook.body.as_bytes());
            match hook.kind.as_str() {
                "inbound" => {
                    messages::receive_in(db, &mut inbox, &form, moment(hook)).await?;
                    senders::note_inbound_in(db, world, dealer, &mut lines, &form, hook.received_at).await?;
                }
                "status" => {
                    let message = messages::track_in(db, &inbox, &form).await?;
                    let name = message.and_then(|message| message.request_id);
                    senders::note_status_in(db, world, dealer, name.as_deref(), &form, hook.received_at)
                        .await?;
                }
                // Answered when it came: a call does not wait. What became of it does.
                "voice" => senders::note_call_in(db, world, dealer, &form).await?,
                other => return Err(Error::Internal(format!("a webhook of an unknown kind: {other}"))),
            }
        }
    }
    Ok(())
}

/// When it came. Those of a batch came at the same moment: their places keep their order.
fn moment(hook: &Hook) -> Timestamp {
    let place = hook
        .id
        .as_str()
        .rsplit('-')
        .next()
        .and_then(|place| place.parse().ok());
    hook.received_at + Span(place.unwrap_or_default())
}
