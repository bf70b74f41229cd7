use domain::{
    Code, Lang, Problem,
    say::signup as words,
    signup::{SignupState, SignupView},
};

use super::{access, ready, view, window};
use crate::{Actor, Error, Result, World};

/// The signup page. For whoever holds the link.
pub async fn open(world: &World, actor: &Actor) -> Result<SignupView> {
    let Actor::Link { signup, dealer, .. } = actor else {
        return Err(Error::Missing);
    };
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let signup = access::seen(&mut db, actor, signup).await?;
    let row = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let progress = view::progress(&mut db, world, &signup, now).await?;
    // Also when the first window led nowhere: then it is opened again.
    let wanted = matches!(progress.state, SignupState::Open | SignupState::Stuck);
    let window = match ready::blocked(&mut db, world, dealer, now).await? {
        Some(problem) => Err(problem),
        None if wanted => Ok(window::of(world, &signup)),
        None => Err(Problem::new(
            Code::Conflict,
            words::nothing_stuck(Lang::default()),
        )),
    };
    Ok(SignupView {
        progress,
        dealer_name: row.name,
        window,
        expires: signup.expires_at,
    })
}
