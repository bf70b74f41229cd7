use domain::{Lang, place::Form};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Stores where the dealer is. For owners.
pub async fn save(world: &World, actor: &Actor, form: &Form) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let place = form.location(Lang::default()).map_err(Error::Invalid)?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    store::places::set(&mut db, dealer, &place).await?;
    Line::new(What::PlaceSaved)
        .by(actor)
        .of(dealer)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
