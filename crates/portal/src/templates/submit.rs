use domain::{Code, Lang, TemplateId, say::templates as words, template::Standing};

use super::create;
use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Hands a template in to Meta that was kept until now, or that Twilio did not take the last time. For owners.
pub async fn submit(world: &World, actor: &Actor, id: &TemplateId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    let row = store::templates::get(&mut db, dealer, id).await?;
    let mut row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::Missing)?;
    let is_ready = matches!(row.standing(), Standing::Unsubmitted | Standing::Failed);
    let can_be = row
        .shape
        .as_ref()
        .is_some_and(domain::template::Shape::can_be_submitted);
    if !is_ready || !can_be {
        return Err(Error::problem(
            Code::Conflict,
            words::cannot_submit(Lang::default()),
        ));
    }
    row.submit_at = Some(now);
    row.error_code = None;
    store::templates::save(&mut db, dealer, &row).await?;
    create::enqueue(&mut db, world, dealer, id, now).await?;
    Line::new(What::TemplateSubmitted)
        .by(actor)
        .of(dealer)
        .on(&row.name)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}
