use crate::{Actor, Result, World};

/// Names and languages that are taken, for whoever writes a new template. For owners.
pub async fn taken(world: &World, actor: &Actor) -> Result<Vec<(String, String)>> {
    let dealer = actor.owned_dealer()?;
    let rows = store::templates::list(&mut world.store.read().await?, dealer).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.language)).collect())
}
