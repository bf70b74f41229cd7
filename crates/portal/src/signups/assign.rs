use domain::{SignupId, UnmatchedId};
use store::signups::Facebook;

use super::{access, take};
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Gives such a finish to a session. For admins.
pub async fn assign(world: &World, actor: &Actor, id: &UnmatchedId, signup: &SignupId) -> Result<()> {
    actor.admin()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let waiting = store::unmatched::get(&mut db, id).await?.ok_or(Error::Missing)?;
    let signup = access::seen(&mut db, actor, signup).await?;
    let facebook = Facebook {
        waba_id: &waiting.waba_id,
        business_id: waiting.business_id.as_deref(),
        phone_number_id: None,
        by: "admin",
    };
    take::take_in(&mut db, world, &signup, facebook, now).await?;
    store::unmatched::set_assigned(&mut db, &waiting.waba_id, &signup.id, now).await?;
    Line::new(What::SignupAssigned)
        .by(actor)
        .of(&signup.dealer_id)
        .on(signup.id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
