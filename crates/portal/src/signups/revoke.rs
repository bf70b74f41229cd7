use domain::SignupId;

use super::{access, chain};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    story::{self, Happening},
};

/// Withdraws a link that is still open; what was made for its number is taken back. For owners and admins.
pub async fn revoke(world: &World, actor: &Actor, id: &SignupId) -> Result<()> {
    if actor.owned_dealer().is_err() {
        actor.admin()?;
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let dealer = &access::seen(&mut db, actor, id).await?.dealer_id;
    store::dealers::hold(&mut db, dealer).await?;
    // Read while held: a job may have got further.
    let signup = access::seen(&mut db, actor, id).await?;
    if !store::signups::set_revoked(&mut db, dealer, id, now).await? {
        return Err(Error::Conflict("the session has ended".into()));
    }
    chain::leave(&mut db, world, &signup, now).await?;
    let happening = Happening {
        signup: Some(id),
        who: actor.name(),
        what: "signup.revoked",
        ..Happening::default()
    };
    story::tell(&mut db, world, now, dealer, happening).await?;
    Line::new(What::SignupRevoked)
        .by(actor)
        .of(dealer)
        .on(id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
