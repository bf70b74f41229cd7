use domain::{
    LabelId, Lang,
    conversation::{EditLabel, Label},
    say,
};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
};

/// Characters of a name.
const LONGEST: usize = 30;
/// Labels of a dealer.
const MOST: usize = 50;

/// Adds or changes a label. For owners.
pub async fn save_label(world: &World, actor: &Actor, edit: EditLabel) -> Result<Label> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    let name = edit.name.replace('\0', "");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Error::field("name", say::desk::label_name(lang, LONGEST)));
    }
    let now = world.clock.now();
    let label = Label {
        id: edit.id.clone().unwrap_or_else(|| world.chance.id(now)),
        name,
        colour: edit.colour,
    };
    let mut db = world.store.write().await?;
    store::inboxes::next_anew(&mut db, dealer).await?;
    let stored = if edit.id.is_some() {
        store::labels::save(&mut db, dealer, &label).await
    } else {
        if store::labels::list(&mut db, dealer).await?.len() >= MOST {
            return Err(Error::field("name", say::desk::label_many(lang)));
        }
        store::labels::insert(&mut db, dealer, &label, now)
            .await
            .map(|()| true)
    };
    match stored {
        Err(store::Error::Taken(_)) => return Err(Error::field("name", say::desk::label_taken(lang))),
        Ok(false) => return Err(Error::Missing),
        done => done?,
    };
    Line::new(What::LabelSaved)
        .by(actor)
        .of(dealer)
        .on(&label.name)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(label)
}

/// Takes a label away, from conversations too. For owners.
pub async fn remove_label(world: &World, actor: &Actor, label: &LabelId) -> Result<()> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let seq = store::inboxes::next_anew(&mut db, dealer).await?;
    let all = store::labels::list(&mut db, dealer).await?;
    let known = all
        .into_iter()
        .find(|one| one.id == *label)
        .ok_or(Error::Missing)?;
    store::labels::delete(&mut db, dealer, label, seq).await?;
    Line::new(What::LabelRemoved)
        .by(actor)
        .of(dealer)
        .on(&known.name)
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}
