use domain::ApiKeyId;

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Ends a key: the next request with it is refused. For owners.
pub async fn withdraw(world: &World, actor: &Actor, id: &ApiKeyId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let name = store::api_keys::set_withdrawn(&mut db, dealer, id, now).await?;
    let name = name.ok_or(Error::Missing)?;
    Line::new(What::ApiKeyWithdrawn)
        .by(actor)
        .of(dealer)
        .on(&name)
        .with("key", id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
