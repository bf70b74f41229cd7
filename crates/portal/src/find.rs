//! What is found by its name from every page.

use domain::{
    Lang,
    find::{Found, SHORTEST},
    say::ui as words,
};

use crate::{Actor, Result, World, contacts, dealers};

/// How many of each kind are shown.
const MOST: usize = 6;

/// Dealers by name for the ISV's people; buyers and their conversations by name or number for the dealer's.
pub async fn find(world: &World, actor: &Actor, typed: &str) -> Result<Vec<Found>> {
    let typed = typed.trim();
    if actor.isv().is_ok() {
        return by_dealer(world, actor, typed).await;
    }
    actor.person()?;
    let dealer = actor.dealer()?;
    if typed.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    let lang = Lang::default();
    let mut rows = contacts::list(world, actor, typed, None).await?.page.rows;
    rows.truncate(MOST);
    let ids: Vec<_> = rows.iter().map(|row| &row.id).collect();
    let mut db = world.store.read().await?;
    let talks = store::conversations::list_with(&mut db, dealer, &ids).await?;
    let mut found = Vec::new();
    for row in &rows {
        let of_theirs = talks.iter().filter(|talk| talk.contact_id == row.id);
        found.extend(of_theirs.map(|talk| Found {
            href: format!("/inbox/{}", talk.id),
            name: row.name.clone(),
            detail: words::find_conversation(lang).to_owned(),
        }));
        found.push(Found {
            href: format!("/contacts/{}", row.id),
            name: row.name.clone(),
            detail: row
                .phone
                .clone()
                .unwrap_or_else(|| words::find_contact(lang).to_owned()),
        });
    }
    Ok(found)
}

async fn by_dealer(world: &World, actor: &Actor, typed: &str) -> Result<Vec<Found>> {
    if typed.chars().count() < SHORTEST {
        return Ok(Vec::new());
    }
    let rows = dealers::list(world, actor, typed, None).await?.page.rows;
    let found = rows.into_iter().take(MOST).map(|row| Found {
        href: format!("/admin/dealers/{}", row.id),
        name: row.name,
        detail: words::find_dealer(Lang::default()).to_owned(),
    });
    Ok(found.collect())
}
