use crate::{Actor, Result, World};

/// Binds a browser that was told before to the sign-in it has now. Answers whether names and words are shown on it;
/// `None` if it is not one of theirs: somebody else's, or forgotten. For owners and agents.
pub async fn renew(world: &World, actor: &Actor, endpoint: &str) -> Result<Option<bool>> {
    let dealer = actor.dealer()?;
    let (person, login) = actor.person()?;
    let mut db = world.store.write().await?;
    let known = store::pushes::set_login(&mut db, dealer, person, endpoint, login).await?;
    db.commit().await?;
    Ok(known)
}
