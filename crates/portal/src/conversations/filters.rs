use domain::{
    FilterId, Lang,
    conversation::{Filter, SavedFilter},
    say,
};

use crate::{Actor, Error, Result, World};

/// Characters of a name.
const LONGEST: usize = 40;
/// Filters of a person.
const MOST: usize = 20;

/// Keeps a filter under a name; one of the same name is replaced. For owners and agents, each for themself.
pub async fn save_filter(world: &World, actor: &Actor, name: &str, filter: &Filter) -> Result<SavedFilter> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let lang = Lang::default();
    let name = read(name)?;
    let now = world.clock.now();
    let mut new = SavedFilter {
        id: world.chance.id(now),
        name,
        filter: filter.clone(),
    };
    let mut db = world.store.write().await?;
    let kept = store::filters::list(&mut db, dealer, me).await?;
    let is_new = kept.iter().all(|one| one.name != new.name);
    if is_new && kept.len() >= MOST {
        return Err(Error::field("name", say::desk::filter_many(lang)));
    }
    new.id = store::filters::set(&mut db, dealer, me, &new, now).await?;
    db.commit().await?;
    Ok(new)
}

fn read(name: &str) -> Result<String> {
    let name = name.replace('\0', "");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST {
        let fault = say::desk::filter_name(Lang::default(), LONGEST);
        return Err(Error::field("name", fault));
    }
    Ok(name)
}

/// Gives a filter of the person's another name. For owners and agents, each their own.
pub async fn rename_filter(world: &World, actor: &Actor, filter: &FilterId, name: &str) -> Result<()> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let name = read(name)?;
    let mut db = world.store.write().await?;
    match store::filters::set_name(&mut db, dealer, me, filter, &name).await {
        Err(store::Error::Taken(_)) => {
            let fault = say::desk::filter_taken(Lang::default());
            return Err(Error::field("name", fault));
        }
        Ok(false) => return Err(Error::Missing),
        done => done?,
    };
    db.commit().await?;
    Ok(())
}

/// Forgets a filter of the person's. For owners and agents, each their own.
pub async fn remove_filter(world: &World, actor: &Actor, filter: &FilterId) -> Result<()> {
    let (me, _) = actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.write().await?;
    if !store::filters::delete(&mut db, dealer, me, filter).await? {
        return Err(Error::Missing);
    }
    db.commit().await?;
    Ok(())
}
