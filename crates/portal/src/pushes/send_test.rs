use crate::{
    Actor, Error, Result, World,
    jobs::{self, Work},
};

/// Sends a notification to a browser of the person's that says that it works. For owners and agents.
pub async fn send_test(world: &World, actor: &Actor, endpoint: &str) -> Result<()> {
    let dealer = actor.dealer()?;
    let (person, _) = actor.person()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let found = store::pushes::find_by_endpoint(&mut db, dealer, person, endpoint, now).await?;
    let push = found.ok_or(Error::Missing)?.id;
    let work = Work::Push { push, message: None };
    jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
