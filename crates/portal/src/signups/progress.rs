use domain::{SignupId, signup::Progress};

use super::{access, view};
use crate::{Actor, Result, World};

/// Where a session is. For the holder of its link, the dealer's people and the ISV's.
pub async fn progress(world: &World, actor: &Actor, id: &SignupId) -> Result<Progress> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let signup = access::seen(&mut db, actor, id).await?;
    view::progress(&mut db, world, &signup, now).await
}
