//! The accounts behind the keys in webhook addresses, kept in memory: a webhook that has to open a secret first would
//! be a slow one. Only keys of subaccounts are kept, so there are never more than subaccounts.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
};

use domain::{Span, Timestamp};
use portal::{World, hooks::Account};

/// How long an account is believed without asking. A token that was rotated elsewhere counts here for no longer than
/// this beside its own time.
const BELIEVED: Span = Span::minutes(5);
/// How soon the database is asked again about a key whose signature is wrong. A token that was rotated is learned at
/// the first webhook it signs; a stranger cannot make us ask more often than this.
const ASK_AGAIN: Span = Span::seconds(5);
/// How soon all keys are listed again for one that is not among them: however many strangers come, and whatever they
/// make up, this is the one read they cost. A new key is used by Twilio only after a number was registered with it,
/// which takes longer.
const LIST_AGAIN: Span = Span::seconds(1);

/// What is known of each key.
#[derive(Debug)]
pub struct Keys {
    world: Arc<World>,
    accounts: RwLock<HashMap<String, Known>>,
    listed: RwLock<Arc<Listed>>,
    /// Held by whoever lists the keys, for all who wait for the list.
    listing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone)]
struct Known {
    account: Arc<Account>,
    asked: Timestamp,
}

/// Every key there was.
#[derive(Debug, Default)]
struct Listed {
    keys: HashSet<String>,
    at: Option<Timestamp>,
}

impl Keys {
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            accounts: RwLock::default(),
            listed: RwLock::default(),
            listing: tokio::sync::Mutex::default(),
        }
    }

    /// Whose key it is; `None` for nobody's.
    pub async fn find(&self, key: &str) -> portal::Result<Option<Arc<Account>>> {
        let now = self.world.clock.now();
        match self.known(key) {
            Some(known) if !is_over(known.asked, BELIEVED, now) => Ok(Some(known.account)),
            Some(_) => self.ask(key, now).await,
            None if self.is_there(key).await? => self.ask(key, now).await,
            None => Ok(None),
        }
    }

    /// What the database says now, if it was not asked a moment ago: for a signature that does not fit.
    pub async fn find_again(&self, key: &str) -> portal::Result<Option<Arc<Account>>> {
        let now = self.world.clock.now();
        match self.known(key) {
            Some(known) if is_over(known.asked, ASK_AGAIN, now) => self.ask(key, now).await,
            _ => Ok(None),
        }
    }

    fn known(&self, key: &str) -> Option<Known> {
        let accounts = self.accounts.read().unwrap_or_else(PoisonError::into_inner);
        accounts.get(key).cloned()
    }

    fn listed(&self) -> Arc<Listed> {
        Arc::clone(&self.listed.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether it is the key of a subaccount, as far as was known a moment ago.
    async fn is_there(&self, key: &str) -> portal::Result<bool> {
        if let Some(there) = self.listed().answer(key, self.world.clock.now()) {
            return Ok(there);
        }
        let _listing = self.listing.lock().await;
        // Somebody who was here before us may have listed them meanwhile.
        if let Some(there) = self.listed().answer(key, self.world.clock.now()) {
            return Ok(there);
        }
        let now = self.world.clock.now();
        let keys = Account::keys(&self.world).await?;
        let there = keys.contains(key);
        let listed = Arc::new(Listed { keys, at: Some(now) });
        *self.listed.write().unwrap_or_else(PoisonError::into_inner) = listed;
        Ok(there)
    }

    async fn ask(&self, key: &str, now: Timestamp) -> portal::Result<Option<Arc<Account>>> {
        let account = portal::hooks::account(&self.world, key).await?.map(Arc::new);
        let mut accounts = self.accounts.write().unwrap_or_else(PoisonError::into_inner);
        match &account {
            Some(account) => {
                let known = Known {
                    account: Arc::clone(account),
                    asked: now,
                };
                accounts.insert(key.to_owned(), known);
            }
            None => {
                accounts.remove(key);
            }
        }
        Ok(account)
    }
}

impl Listed {
    /// Whether the key is there; `None` if that must be asked.
    fn answer(&self, key: &str, now: Timestamp) -> Option<bool> {
        let fresh = self.at.is_some_and(|at| !is_over(at, LIST_AGAIN, now));
        let there = self.keys.contains(key);
        (there || fresh).then_some(there)
    }
}

/// Whether so much time has passed since then, or the clock was put back by as much.
fn is_over(since: Timestamp, span: Span, now: Timestamp) -> bool {
    since + span <= now || now + span <= since
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_refused_without_asking_until_the_list_is_old() {
        let listed = Listed {
            keys: HashSet::from(["ours".to_owned()]),
            at: Some(Timestamp(0)),
        };
        let soon = Timestamp(0) + LIST_AGAIN - Span::millis(1);
        for stranger in 0..1_000 {
            assert_eq!(listed.answer(&stranger.to_string(), soon), Some(false));
        }
        let later = Timestamp(0) + LIST_AGAIN;
        assert_eq!(listed.answer("another", later), None);
        assert_eq!(
            listed.answer("ours", later),
            Some(true),
            "one of ours needs no list"
        );
        assert_eq!(Listed::default().answer("ours", later), None);
    }
}
