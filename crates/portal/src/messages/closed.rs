//! The automatic answer to whoever writes when nobody is there: one for each conversation and closed stretch.

use domain::{Span, Timestamp, hours::Wall};
use store::{Db, conversations::Conversation};

use super::{
    Route,
    content::Written,
    send::{Author, write},
};
use crate::{Result, World, zone};

/// What was written longer ago and is only heard of now is not answered automatically.
const RECENT: Span = Span::minutes(10);

/// Answers a message that came at `at`, if nobody is there; inside the caller's write, which began with `seq` and has
/// saved the conversation.
pub(super) async fn answer(
    db: &mut Db,
    world: &World,
    conversation: &Conversation,
    at: Timestamp,
    seq: i64,
) -> Result<()> {
    let dealer = &conversation.dealer_id;
    let Some(office) = store::offices::get(db, dealer).await? else {
        return Ok(());
    };
    let hours = office.hours;
    let now = world.clock.now();
    let Some(wall) = zone::wall(&hours.zone, at) else {
        return Ok(());
    };
    if !hours.is_on || hours.is_open(wall) || now - at > RECENT {
        return Ok(());
    }
    let name = name(conversation, hours.next_opening(wall));
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
    write(
        db,
        world,
        route,
        Written::text(hours.answer),
        Author::Machine(name),
        seq,
    )
    .await?;
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
