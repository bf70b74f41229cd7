use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Lang, say};
use push::{Endpoint, Receiver};
use serde::Deserialize;
use store::pushes::NewPush;

use crate::{Actor, Error, Result, World};

/// How many browsers of one person are told. The oldest gives way.
const MOST: u32 = 20;

/// What a browser says of itself: `PushSubscription.toJSON()` of the Push API, and what its person wants.
#[derive(Debug, Deserialize)]
pub struct Subscription {
    /// Where its push service takes messages for it.
    pub endpoint: String,
    /// What they are encrypted with.
    pub keys: Keys,
    /// Whether names and words may be shown on its screen.
    #[serde(default, rename = "showsText")]
    pub shows_text: bool,
}

/// Base64url.
#[derive(Debug, Deserialize)]
pub struct Keys {
    /// Its public key, 65 bytes.
    pub p256dh: String,
    /// Its secret, 16 bytes.
    pub auth: String,
}

/// Has this browser told of new messages and mentions from now on; the same browser again changes what it is told. For
/// owners and agents.
pub async fn subscribe(world: &World, actor: &Actor, wish: &Subscription) -> Result<()> {
    let dealer = actor.dealer()?;
    let (person, login) = actor.person()?;
    let lang = Lang::default();
    let endpoint = Endpoint::parse(&wish.endpoint, world.push.reach())
        .map_err(|_| Error::field("endpoint", say::push::unreachable(lang)))?;
    let unreadable = || Error::field("keys", say::push::unreadable(lang));
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let p256dh = bytes(&wish.keys.p256dh).ok_or_else(unreadable)?;
    let auth = bytes(&wish.keys.auth).ok_or_else(unreadable)?;
    Receiver::new(&p256dh, &auth).ok_or_else(unreadable)?;
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let new = NewPush {
        id: &world.chance.id(now),
        person,
        login,
        endpoint: endpoint.as_str(),
        p256dh: &p256dh,
        auth: &auth,
        shows_text: wish.shows_text,
        created_at: now,
    };
    store::pushes::save(&mut db, dealer, &new).await?;
    store::pushes::delete_beyond(&mut db, dealer, person, MOST).await?;
    db.commit().await?;
    Ok(())
}
