use domain::Timestamp;
use store::{Db, secrets::Own};
use zeroize::Zeroizing;

use super::Vault;
use crate::{Result, World};

/// The secret of that name that is no dealer's, made when it is first asked for; inside the caller's write.
pub(crate) async fn own(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    name: &str,
    make: impl FnOnce() -> Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>> {
    if let Some(secret) = find_own(db, world, name).await? {
        return Ok(secret);
    }
    let made = make();
    let sealed = sealed(&world.vault, world, name, &made);
    store::secrets::insert_own(db, name, &sealed, now).await?;
    // Of two that come at once, the first one's stays.
    Ok(find_own(db, world, name).await?.unwrap_or(made))
}

/// The same, if it was made.
pub(crate) async fn find_own(db: &mut Db, world: &World, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let own = store::secrets::get_own(db, name).await?;
    own.map(|own| world.vault.open_own(name, &own)).transpose()
}

/// Seals those anew that an older key seals. Answers how many.
pub(super) async fn rotate_own(db: &mut Db, world: &World, now: Timestamp) -> Result<u64> {
    let mut done = 0;
    for name in store::secrets::list_own_not_sealed_by(db, world.vault.key_id()).await? {
        if let Some(secret) = find_own(db, world, &name).await? {
            let sealed = sealed(&world.vault, world, &name, &secret);
            store::secrets::set_own(db, &name, &sealed, now).await?;
            done += 1;
        }
    }
    Ok(done)
}

fn sealed(vault: &Vault, world: &World, name: &str, secret: &[u8]) -> Own {
    vault.seal_own(&world.chance, name, secret)
}
