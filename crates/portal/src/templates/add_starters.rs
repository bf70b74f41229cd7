use domain::template::{self, Draft};
use store::templates::Template;

use super::create;
use crate::{
    Actor, Result, World,
    audit::{Line, What},
};

/// Adds the starters that the dealer does not have yet, and hands them in. Answers how many those were. For owners.
pub async fn add_starters(world: &World, actor: &Actor) -> Result<usize> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let missing = missing(&store::templates::list(&mut db, dealer).await?);
    let added = missing.len();
    for draft in missing {
        create::add(&mut db, world, dealer, draft, true, now).await?;
    }
    if added > 0 {
        Line::new(What::TemplatesStarted)
            .by(actor)
            .of(dealer)
            .with("count", added)
            .write(&mut db, world, now)
            .await?;
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(added)
}

/// The starters that are not among these.
pub(super) fn missing(rows: &[Template]) -> Vec<Draft> {
    let has = |draft: &Draft| {
        rows.iter()
            .any(|row| row.name == draft.name && row.language == draft.language)
    };
    template::starters()
        .into_iter()
        .filter(|draft| !has(draft))
        .collect()
}
