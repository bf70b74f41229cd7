use domain::{ConversationId, DealerId, conversation::ConversationState};

use super::held::hold;
use crate::{Error, Result, World, jobs::Outcome};

/// Opens a conversation whose time has come. A job, once for each conversation that was put off; looks again if it was
/// put off further.
pub(crate) async fn reopen(
    world: &World,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Outcome> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let mut held = match hold(&mut db, dealer, conversation).await {
        // It became one with another.
        Err(Error::Missing) => return Ok(Outcome::Done),
        held => held?,
    };
    match held.row.snoozed_until {
        Some(until) if held.row.state == ConversationState::Snoozed && until > now => {
            Ok(Outcome::Later(until))
        }
        Some(_) if held.row.state == ConversationState::Snoozed => {
            held.row.state = ConversationState::Open;
            held.row.snoozed_until = None;
            held.save(db, world).await?;
            Ok(Outcome::Done)
        }
        // Opened, finished or answered meanwhile.
        _ => Ok(Outcome::Done),
    }
}
