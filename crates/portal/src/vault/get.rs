use domain::{DealerId, Timestamp};
use secrecy::SecretString;
use store::Db;

use crate::{Error, Result, World};

/// A secret of a dealer.
///
/// # Errors
/// [`Error::Missing`] if there is none of that name; [`Error::Internal`] if it does not open.
pub async fn get(world: &World, dealer: &DealerId, name: &str) -> Result<SecretString> {
    get_in(&mut world.store.read().await?, world, dealer, name).await
}

/// The same on a connection that the caller has already.
pub async fn get_in(db: &mut Db, world: &World, dealer: &DealerId, name: &str) -> Result<SecretString> {
    let found = find_in(db, world, dealer, name).await?;
    found.map(|(secret, _)| secret).ok_or(Error::Missing)
}

/// A secret of a dealer if there is one of that name, and since when it has been kept.
pub(crate) async fn find_in(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    name: &str,
) -> Result<Option<(SecretString, Timestamp)>> {
    let Some((sealed, at)) = store::secrets::get(db, dealer, name).await? else {
        return Ok(None);
    };
    let wrapped = store::secrets::get_data_key(db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let key = world.vault.unwrap(dealer, &wrapped)?;
    let secret = world.vault.open(&key, dealer, name, &sealed)?;
    let text = std::str::from_utf8(&secret)
        .map_err(|_| Error::Internal(format!("the secret {name:?} of dealer {dealer} is not text")))?;
    Ok(Some((SecretString::from(text), at)))
}
