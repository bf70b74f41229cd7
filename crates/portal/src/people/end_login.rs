use domain::LoginId;

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Ends one of the person's own sessions. For everyone signed in.
pub async fn end_login(world: &World, actor: &Actor, login: &LoginId) -> Result<()> {
    let (person, _) = actor.person()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    if !store::logins::end(&mut db, person, login, now).await? {
        return Err(Error::Missing);
    }
    Line::new(What::LoginEnded)
        .by(actor)
        .of(actor.dealer().ok())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
