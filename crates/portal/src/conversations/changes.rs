use domain::{Lang, conversation::Changes};

use super::lines::lines;
use crate::{Actor, Result, World, message_views};

/// More than this is not told one by one.
const MOST: u32 = 200;

/// What changed after the count `after`; nothing at all while the count stands. For owners and agents.
///
/// A page that asks again with the count it was answered misses nothing and is told nothing twice: a write counts
/// first and holds the count until it ends, so whatever is counted up to `seq` can be read.
pub async fn changes(world: &World, actor: &Actor, after: i64) -> Result<Changes> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let (seq, anew) = store::inboxes::current_and_anew(&mut db, dealer).await?;
    if seq == after {
        return Ok(Changes {
            seq,
            ..Changes::default()
        });
    }
    let mut rows = store::conversations::list_changed(&mut db, dealer, after, MOST + 1).await?;
    let mut messages = store::messages::list_changed(&mut db, dealer, after, MOST + 1).await?;
    let most = usize::try_from(MOST).expect("a small number");
    // A count from the future is one of another database.
    let reset = seq < after || after < anew || rows.len() > most || messages.len() > most;
    let counts = store::conversations::count_views(&mut db, dealer, me).await?;
    if reset {
        return Ok(Changes {
            seq,
            counts,
            reset,
            ..Changes::default()
        });
    }
    // What changed while this was read is told next time.
    rows.retain(|row| row.seq <= seq);
    messages.retain(|row| row.seq <= seq);
    let conversations: Vec<_> = messages.iter().map(|row| row.conversation_id.clone()).collect();
    let views = message_views::all(&mut db, Lang::default(), world.clock.now(), messages).await?;
    Ok(Changes {
        seq,
        rows: lines(&mut db, dealer, me, rows).await?,
        messages: conversations.into_iter().zip(views).collect(),
        counts,
        reset,
    })
}
