use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use push::Key;
use zeroize::Zeroizing;

use crate::{Actor, Chance, Error, Result, World, vault};

/// Its name among the secrets.
const NAME: &str = "push key";

/// The key by which push services know us, as browsers take it: base64url of 65 bytes. Made when it is first asked for,
/// and never again: browsers are bound to it. For owners and agents.
pub async fn public_key(world: &World, actor: &Actor) -> Result<String> {
    actor.dealer()?;
    let mut db = world.store.read().await?;
    let known = vault::find_own(&mut db, world, NAME).await?;
    drop(db);
    let bytes = if let Some(bytes) = known {
        bytes
    } else {
        let mut db = world.store.write().await?;
        let make = || Zeroizing::new(fresh(&world.chance).to_bytes().to_vec());
        let bytes = vault::own(&mut db, world, world.clock.now(), NAME, make).await?;
        db.commit().await?;
        bytes
    };
    Ok(URL_SAFE_NO_PAD.encode(read(&bytes)?.public()))
}

/// The same with its private half. There is one as soon as there is a browser to write to.
pub(super) async fn private_key(world: &World) -> Result<Key> {
    let mut db = world.store.read().await?;
    let bytes = vault::find_own(&mut db, world, NAME)
        .await?
        .ok_or(Error::Missing)?;
    read(&bytes)
}

/// A key that nobody had before.
pub(super) fn fresh(chance: &Chance) -> Key {
    loop {
        // One in four thousand million is no key.
        if let Some(key) = Key::from_bytes(&Zeroizing::new(chance.bytes())) {
            return key;
        }
    }
}

fn read(bytes: &[u8]) -> Result<Key> {
    let bytes = bytes.try_into().ok();
    bytes
        .and_then(Key::from_bytes)
        .ok_or_else(|| Error::Internal("the push key is none".into()))
}
