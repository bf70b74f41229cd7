use domain::{
    CannedId, Lang,
    conversation::{Canned, EditCanned},
    say,
};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Characters of a shortcut.
const SHORT: usize = 20;
/// Characters of a reply: what WhatsApp takes through Twilio. Source: Twilio, "Message resource", Body.
const LONGEST: usize = 1_600;
/// Replies of a dealer.
const MOST: usize = 200;

/// Adds or changes a reply. For owners.
pub async fn save_canned(world: &World, actor: &Actor, edit: EditCanned) -> Result<Canned> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    let now = world.clock.now();
    let canned = read(world, edit.clone(), now)?;
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    let stored = if edit.id.is_some() {
        store::canned::save(&mut db, dealer, &canned).await
    } else {
        if store::canned::list(&mut db, dealer).await?.len() >= MOST {
            return Err(Error::field("short", say::desk::canned_many(lang)));
        }
        store::canned::insert(&mut db, dealer, &canned, now)
            .await
            .map(|()| true)
    };
    match stored {
        Err(store::Error::Taken(_)) => return Err(Error::field("short", say::desk::canned_taken(lang))),
        Ok(false) => return Err(Error::Missing),
        done => done?,
    };
    Line::new(What::CannedSaved)
        .by(actor)
        .of(dealer)
        .on(&canned.short)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(canned)
}

fn read(world: &World, edit: EditCanned, now: domain::Timestamp) -> Result<Canned> {
    let lang = Lang::default();
    let short = edit.short.trim().trim_start_matches('/').to_lowercase();
    let is_short = (1..=SHORT).contains(&short.len())
        && short
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !is_short {
        return Err(Error::field("short", say::desk::canned_short(lang, SHORT)));
    }
    let text = edit.text.replace('\0', "").trim().to_owned();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(Error::field("text", say::desk::canned_text(lang, LONGEST)));
    }
    let id = edit.id.unwrap_or_else(|| world.chance.id(now));
    Ok(Canned { id, short, text })
}

/// Takes a reply away. For owners.
pub async fn remove_canned(world: &World, actor: &Actor, canned: &CannedId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    let all = store::canned::list(&mut db, dealer).await?;
    let known = all
        .into_iter()
        .find(|one| one.id == *canned)
        .ok_or(Error::Missing)?;
    store::canned::delete(&mut db, dealer, canned).await?;
    Line::new(What::CannedRemoved)
        .by(actor)
        .of(dealer)
        .on(&known.short)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
