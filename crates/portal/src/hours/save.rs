use domain::{FieldError, Lang, hours::Form, say::hours as words};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    zone,
};

/// Stores when somebody answers, what is answered when nobody does, and whether people take turns. For owners.
pub async fn save(world: &World, actor: &Actor, form: &Form, in_turn: bool) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    let mut hours = form.hours(lang).map_err(Error::Invalid)?;
    // PostgreSQL keeps no text with NUL.
    hours.answer.retain(|c| c != '\0');
    let now = world.clock.now();
    if zone::wall(&hours.zone, now).is_none() {
        return Err(Error::Invalid(vec![FieldError {
            field: "zone".to_owned(),
            message: words::zone_unknown(lang).to_owned(),
        }]));
    }
    let mut db = world.store.write().await?;
    store::offices::save(&mut db, dealer, &hours, in_turn).await?;
    Line::new(What::HoursChanged)
        .by(actor)
        .of(dealer)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
