use domain::{DealerId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use store::Db;

use super::DataKey;
use crate::{Result, World};

/// Keeps a secret of a dealer under a name, inside the caller's write; an earlier one is replaced.
pub async fn put(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &DealerId,
    name: &str,
    secret: &SecretString,
) -> Result<()> {
    let key = data_key(db, world, now, dealer).await?;
    let sealed = world.vault.seal(
        &world.chance,
        &key,
        dealer,
        name,
        secret.expose_secret().as_bytes(),
    );
    store::secrets::put(db, dealer, name, &sealed, now).await?;
    Ok(())
}

/// Forgets a secret of a dealer, inside the caller's write.
pub async fn forget(db: &mut Db, dealer: &DealerId, name: &str) -> Result<()> {
    store::secrets::delete(db, dealer, name).await?;
    Ok(())
}

/// Forgets the secrets of that name, whoever's, that have been kept since before then, inside the caller's write.
pub(crate) async fn forget_old(db: &mut Db, name: &str, before: Timestamp) -> Result<()> {
    store::secrets::delete_old(db, name, before).await?;
    Ok(())
}

/// The dealer's data key; the first secret makes it.
async fn data_key(db: &mut Db, world: &World, now: Timestamp, dealer: &DealerId) -> Result<DataKey> {
    if let Some(wrapped) = store::secrets::get_data_key(db, dealer).await? {
        return world.vault.unwrap(dealer, &wrapped);
    }
    let key = world.vault.new_data_key(&world.chance);
    let wrapped = world.vault.wrap(&world.chance, dealer, &key);
    store::secrets::insert_data_key(db, dealer, &wrapped, now).await?;
    // Of two that come at once, the first one's key stays.
    match store::secrets::get_data_key(db, dealer).await? {
        Some(wrapped) => world.vault.unwrap(dealer, &wrapped),
        None => Ok(key),
    }
}
