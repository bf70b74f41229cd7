use domain::{Lang, account::Login};

use super::browser;
use crate::{Actor, Result, World};

/// The person's own sessions, the current one first. For everyone signed in.
pub async fn list_logins(world: &World, actor: &Actor) -> Result<Vec<Login>> {
    let (person, current) = actor.person()?;
    let mut db = world.store.read().await?;
    let rows = store::logins::list(&mut db, person, world.clock.now()).await?;
    let mut logins: Vec<Login> = rows
        .into_iter()
        .map(|row| Login {
            current: row.id == *current,
            id: row.id,
            since: row.created_at,
            seen: row.seen_at,
            address: row.address,
            browser: browser::words(Lang::default(), &row.browser),
        })
        .collect();
    logins.sort_by_key(|login| !login.current);
    Ok(logins)
}
