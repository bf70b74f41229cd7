use domain::{SignupId, signup::OpenSignup};

use super::{access, view};
use crate::{Actor, Result, World};

/// A session by its name, also when it is no longer open, with its link. For owners and for the holder of that link.
pub async fn session(world: &World, actor: &Actor, id: &SignupId) -> Result<OpenSignup> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let signup = access::acted(&mut db, actor, id).await?;
    view::open_signup(&mut db, world, &signup, now).await
}
