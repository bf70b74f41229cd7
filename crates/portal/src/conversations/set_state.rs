use domain::{
    ConversationId, Lang, Span, Timestamp,
    conversation::{ConversationState, SetState},
    say,
};
use store::conversations::Conversation;

use super::held::hold;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    jobs::{Work, enqueue_at},
};

/// The furthest that a conversation is put off.
const FURTHEST: Span = Span::days(366);

/// Finishes a conversation, puts it off, or opens it. For owners and agents.
pub async fn set_state(
    world: &World,
    actor: &Actor,
    conversation: &ConversationId,
    wish: SetState,
) -> Result<()> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let now = world.clock.now();
    if let SetState::Snoozed { until } = wish
        && (until <= now || until > now + FURTHEST)
    {
        return Err(Error::field("until", say::desk::snooze_past(Lang::default())));
    }
    let mut db = world.store.write().await?;
    let mut held = hold(&mut db, dealer, conversation).await?;
    let Some(what) = change(&mut held.row, wish) else {
        return Ok(());
    };
    let mut line = Line::new(what).by(actor).of(dealer).on(conversation.as_str());
    if let SetState::Snoozed { until } = wish {
        let work = Work::Reopen {
            conversation: conversation.clone(),
        };
        enqueue_at(&mut db, world, now, Some(dealer), &work, until).await?;
        line = line.with("until", until.rfc3339());
    }
    line.write(&mut db, world, now).await?;
    held.save(db, world).await?;
    world.work.notify_one();
    Ok(())
}

/// What that makes of it, and what the log calls it; nothing if it is so already.
fn change(row: &mut Conversation, wish: SetState) -> Option<What> {
    let before = (row.state, row.snoozed_until);
    let (state, until): (_, Option<Timestamp>) = match wish {
        SetState::Open => (ConversationState::Open, None),
        SetState::Resolved => (ConversationState::Resolved, None),
        SetState::Snoozed { until } => (ConversationState::Snoozed, Some(until)),
    };
    (row.state, row.snoozed_until) = (state, until);
    if state == ConversationState::Resolved {
        // Somebody decided that it needs no answer.
        row.waiting_since = None;
        row.unread = 0;
    }
    let what = match state {
        ConversationState::Open => What::ConversationOpened,
        ConversationState::Resolved => What::ConversationResolved,
        ConversationState::Snoozed => What::ConversationSnoozed,
    };
    (before != (state, until)).then_some(what)
}
