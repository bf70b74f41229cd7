use std::collections::HashSet;

use domain::{DealerId, Timestamp};
use secrecy::SecretString;

use crate::{
    Result, World,
    accounts::{self, Token},
};

/// Whose webhooks have a key in their address.
#[derive(Debug)]
pub struct Account {
    /// The dealer.
    pub dealer: DealerId,
    /// Its subaccount, `AC…`.
    pub account_sid: String,
    /// What signs its webhooks: the current token, and the one before while that counts.
    tokens: Vec<Token>,
}

impl Account {
    /// The keys of all accounts there are. For the webhook routes, to tell a stranger without asking.
    pub async fn keys(world: &World) -> Result<HashSet<String>> {
        let mut db = world.store.read().await?;
        let keys = store::subaccounts::list_hook_keys(&mut db).await?;
        Ok(keys.into_iter().collect())
    }

    /// What may sign at that moment.
    pub fn tokens_at(&self, now: Timestamp) -> Vec<&SecretString> {
        let good = |token: &&Token| token.until.is_none_or(|until| now < until);
        self.tokens
            .iter()
            .filter(good)
            .map(|token| &token.secret)
            .collect()
    }
}

/// The account behind a key; `None` for a key that is nobody's. For the webhook routes, which know nobody yet.
pub async fn account(world: &World, key: &str) -> Result<Option<Account>> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let Some(subaccount) = store::subaccounts::find_by_hook_key(&mut db, key).await? else {
        return Ok(None);
    };
    let tokens = accounts::tokens(&mut db, world, &subaccount.dealer_id, now).await?;
    Ok(Some(Account {
        dealer: subaccount.dealer_id,
        account_sid: subaccount.account_sid,
        tokens,
    }))
}
