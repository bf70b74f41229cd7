use crate::{Actor, Result, World};

/// Has a browser of the person's told nothing any more; one that is not known is no fault. For owners and agents.
pub async fn forget(world: &World, actor: &Actor, endpoint: &str) -> Result<()> {
    let dealer = actor.dealer()?;
    let (person, _) = actor.person()?;
    let mut db = world.store.write().await?;
    store::pushes::delete_by_endpoint(&mut db, dealer, person, endpoint).await?;
    db.commit().await?;
    Ok(())
}
