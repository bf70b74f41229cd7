use domain::conversation::Words;

use crate::{Actor, Result, World, telephone};

/// The page of labels, replies, kept filters, and the place. For owners and agents.
pub async fn words(world: &World, actor: &Actor) -> Result<Words> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let used = store::labels::count(&mut db, dealer).await?;
    let labels = store::labels::list(&mut db, dealer).await?;
    let with_use = labels.into_iter().map(|label| {
        let found = used.iter().find(|(id, _)| *id == label.id);
        let conversations = found.map_or(0, |(_, n)| *n);
        (label, conversations)
    });
    let numbers = store::numbers::list(&mut db, dealer).await?;
    let number = |row: store::numbers::Number| (row.id, telephone::international(&row.number));
    Ok(Words {
        labels: with_use.collect(),
        canned: store::canned::list(&mut db, dealer).await?,
        filters: store::filters::list(&mut db, dealer, me).await?,
        numbers: numbers.into_iter().map(number).collect(),
        place: store::places::get(&mut db, dealer).await?,
        is_owner: actor.owned_dealer().is_ok(),
    })
}
