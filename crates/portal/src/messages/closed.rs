//! The automatic answer to whoever writes when nobody is there: one for each conversation and closed stretch.

use domain::{Span, Timestamp, hours::Wall};
use store::{Db, conversations::Conversation};

use super::{
    Inbox, Route,
    content::Written,
    send::{Author, write},
};
use crate::{Result, zone};

/// What was written longer ago and is only heard of now is not answered automatically.
const RECENT: Span = Span::minutes(10);

/// Answers a message that came at `at`, if nobody is there; inside the caller's write, which has saved the conversation.
pub(super) async fn answer(
    db: &mut Db,
    inbox: &mut Inbox<'_>,
    conversation: &Conversation,
    at: Timestamp,
) -> Result<()> {
    let (world, dealer, seq) = (inbox.world, inbox.dealer, inbox.seq);
    let Some(office) = inbox.office(db).await? else {
        return Ok(());
    };
    let hours = &office.hours;
    let now = world.clock.now();
    let Some(wall) = zone::wall(&hours.zone, at) else {
        return Ok(());
    };
    if !hours.is_on || hours.is_open(wall) || now - at > RECENT {
        return Ok(());
    }
    let (name, words) = (name(conversation, hours.next_opening(wall)), hours.answer.clone());
    if store::messages::find_by_request(db, dealer, &name)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let Some(route) = Route::find(db, dealer, &conversation.id).await? else {
        return Ok(());
    };
    if route.clear(true, now).is_err() {
        return Ok(());
    }
    write(db, world, route, Written::text(words), Author::Machine(name), seq).await?;
    Ok(())
}

/// The answer's name: the same for everything the buyer writes until somebody is there again.
fn name(conversation: &Conversation, opens: Option<Wall>) -> String {
    let opens = opens.map_or_else(
        || "never".to_owned(),
        |wall| format!("{}-{}", wall.date, wall.minute),
    );
    format!("closed:{}:{opens}", conversation.id)
}
