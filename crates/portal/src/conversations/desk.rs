use domain::conversation::{Desk, Filter};

use super::list;
use crate::{Actor, Result, World, telephone};

/// Everything the desk needs to be drawn first. For owners and agents.
pub async fn desk(world: &World, actor: &Actor, filter: &Filter) -> Result<Desk> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    // Before the rows: what changes in between is told once more, and nothing is missed.
    let seq = store::inboxes::current(&mut db, dealer).await?;
    let rows = list::page(&mut db, dealer, me, filter, None).await?;
    let people = store::people::list(&mut db, dealer).await?;
    let people = people.into_iter().map(|row| row.into_member(None));
    let numbers = store::numbers::list(&mut db, dealer).await?;
    let number = |row: store::numbers::Number| (row.id, telephone::international(&row.number));
    Ok(Desk {
        rows,
        seq,
        counts: store::conversations::count_views(&mut db, dealer, me).await?,
        people: people.map(|member| (member.id, member.name)).collect(),
        labels: store::labels::list(&mut db, dealer).await?,
        numbers: numbers.into_iter().map(number).collect(),
        canned: store::canned::list(&mut db, dealer).await?,
        filters: store::filters::list(&mut db, dealer, me).await?,
        me: me.clone(),
        has_place: store::places::get(&mut db, dealer).await?.is_some(),
        is_owner: actor.owned_dealer().is_ok(),
        now: world.clock.now(),
    })
}
