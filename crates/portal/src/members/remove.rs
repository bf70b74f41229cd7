use domain::PersonId;

use super::owners;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Takes someone's login away, at once. The last owner stays. For owners.
pub async fn remove(world: &World, actor: &Actor, person: &PersonId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    store::dealers::hold(&mut db, dealer).await?;
    let member = store::people::find_member(&mut db, dealer, person)
        .await?
        .ok_or(Error::Missing)?;
    store::people::mark_removed(&mut db, dealer, person, now).await?;
    owners::remain(&mut db, dealer).await?;
    store::logins::end_all(&mut db, person, None, now).await?;
    store::invitations::revoke_all(&mut db, person, now).await?;
    Line::new(What::MemberRemoved)
        .by(actor)
        .of(dealer)
        .on(&member.email)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
