use domain::DealerId;
use secrecy::SecretString;

use crate::{Error, Result, World, signups, vault};

/// Whose webhooks have a key in their address.
#[derive(Debug)]
pub struct Account {
    /// The dealer.
    pub dealer: DealerId,
    /// Its subaccount, `AC…`.
    pub account_sid: String,
    /// What signs its webhooks: the current token, and the one before while there is one.
    pub tokens: Vec<SecretString>,
}

/// The account behind a key; `None` for a key that is nobody's. For the webhook routes, which know nobody yet.
pub async fn account(world: &World, key: &str) -> Result<Option<Account>> {
    let mut db = world.store.read().await?;
    let Some(subaccount) = store::subaccounts::find_by_hook_key(&mut db, key).await? else {
        return Ok(None);
    };
    let mut tokens = Vec::new();
    for name in [signups::TOKEN, signups::TOKEN_BEFORE] {
        match vault::get_in(&mut db, world, &subaccount.dealer_id, name).await {
            Ok(token) => tokens.push(token),
            Err(Error::Missing) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(Account {
        dealer: subaccount.dealer_id,
        account_sid: subaccount.account_sid,
        tokens,
    }))
}
