use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Forgets where the dealer is. For owners.
pub async fn remove(world: &World, actor: &Actor) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    if !store::places::delete(&mut db, dealer).await? {
        return Err(Error::Missing);
    }
    Line::new(What::PlaceRemoved)
        .by(actor)
        .of(dealer)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
