use domain::signup::{SignupLink, StartSignup};

use super::{Choice, begin};
use crate::{Actor, Error, Result, World};

/// Makes a session and its signed link; the same open one is returned, not a second. For owners.
pub async fn start(world: &World, actor: &Actor, input: StartSignup) -> Result<SignupLink> {
    let dealer = actor.owned_dealer()?;
    let row = store::dealers::get(&mut world.store.read().await?, dealer).await?;
    let row = row.ok_or(Error::Missing)?;
    let choice = Choice::read(world, &row.name, input)?;
    begin(world, actor, dealer, choice).await
}
