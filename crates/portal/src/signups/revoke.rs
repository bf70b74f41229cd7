use domain::SignupId;

use super::access;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    story::{self, Happening},
};

/// Withdraws a link that is still open. For owners and admins.
pub async fn revoke(world: &World, actor: &Actor, id: &SignupId) -> Result<()> {
    if actor.owned_dealer().is_err() {
        actor.admin()?;
    }
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let signup = access::seen(&mut db, actor, id).await?;
    let dealer = &signup.dealer_id;
    if !store::signups::set_revoked(&mut db, dealer, id, now).await? {
        return Err(Error::Conflict("the session has ended".into()));
    }
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
    world.changed.notify_waiters();
    Ok(())
}
