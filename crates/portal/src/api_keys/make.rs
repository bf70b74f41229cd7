use domain::{
    Lang,
    api_key::{ApiKey, LONGEST_NAME, MOST, NewApiKey},
    say::keys as words,
};

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    invitations::token_hash,
};

/// Makes a key and tells it, this once. For owners.
pub async fn make(world: &World, actor: &Actor, name: &str) -> Result<NewApiKey> {
    let dealer = actor.owned_dealer()?;
    let lang = Lang::default();
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Error::field("name", words::name_missing(lang)));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::field("name", words::name_long(lang, LONGEST_NAME)));
    }
    let now = world.clock.now();
    // Known by its beginning where it lies about: to people, and to programs that look for secrets.
    let secret = format!("forecourt_{}", world.chance.token());
    let key = ApiKey {
        id: world.chance.id(now),
        name: name.clone(),
        made_by: actor.name().to_owned(),
        created_at: now,
        used_at: None,
    };
    let mut db = world.store.write().await?;
    store::dealers::hold(&mut db, dealer).await?;
    if store::api_keys::list(&mut db, dealer).await?.len() >= MOST {
        return Err(Error::field("name", words::too_many(lang, MOST)));
    }
    store::api_keys::insert(&mut db, dealer, &key, &token_hash(&secret)).await?;
    Line::new(What::ApiKeyMade)
        .by(actor)
        .of(dealer)
        .on(&name)
        .with("key", key.id.as_str())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(NewApiKey { name, secret })
}
