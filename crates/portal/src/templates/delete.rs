use domain::TemplateId;

use super::create;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Deletes a template, at Twilio and Meta as well. For owners.
pub async fn delete(world: &World, actor: &Actor, id: &TemplateId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let row = store::templates::get(&mut db, dealer, id).await?;
    let mut row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::Missing)?;
    if row.delete_at.is_none() {
        row.delete_at = Some(now);
        store::templates::save(&mut db, dealer, &row).await?;
        Line::new(What::TemplateDeleted)
            .by(actor)
            .of(dealer)
            .on(&row.name)
            .write(&mut db, world, now)
            .await?;
    }
    create::enqueue(&mut db, world, dealer, id, now).await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
