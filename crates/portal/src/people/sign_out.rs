use crate::{
    Actor, Result, World,
    audit::{Line, What},
};

/// Ends the session the actor came with. For everyone signed in.
pub async fn sign_out(world: &World, actor: &Actor) -> Result<()> {
    let (person, login) = actor.person()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    if store::logins::end(&mut db, person, login, now).await? {
        Line::new(What::SignedOut)
            .by(actor)
            .of(actor.dealer().ok())
            .write(&mut db, world, now)
            .await?;
    }
    db.commit().await?;
    Ok(())
}

/// Ends all sessions of the person but the one the actor came with. For everyone signed in.
pub async fn sign_out_everywhere(world: &World, actor: &Actor) -> Result<()> {
    let (person, login) = actor.person()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::logins::end_all(&mut db, person, Some(login), now).await?;
    Line::new(What::SignedOutEverywhere)
        .by(actor)
        .of(actor.dealer().ok())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
