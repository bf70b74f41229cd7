//! The accounts behind the keys in webhook addresses, kept in memory: a webhook that has to open a secret first would
//! be a slow one.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use portal::{World, hooks::Account};

/// How soon the database is asked again about a key that is unknown or whose signature is wrong. A token that was
/// rotated is learned at the first webhook it signs; a stranger cannot make us ask more often than this.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// Keys of strangers are forgotten when there are this many.
const MOST_STRANGERS: usize = 1_000;

/// What is known of each key.
#[derive(Debug)]
pub struct Keys {
    world: Arc<World>,
    known: RwLock<HashMap<String, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    account: Option<Arc<Account>>,
    asked: Instant,
}

impl Keys {
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            known: RwLock::default(),
        }
    }

    /// Whose key it is; `None` for nobody's.
    pub async fn find(&self, key: &str) -> portal::Result<Option<Arc<Account>>> {
        match self.known(key) {
            Some(known) if known.account.is_some() || !known.is_stale() => Ok(known.account),
            _ => self.ask(key).await,
        }
    }

    /// What the database says now, if it was not asked a moment ago: for a signature that does not fit.
    pub async fn find_again(&self, key: &str) -> portal::Result<Option<Arc<Account>>> {
        match self.known(key) {
            Some(known) if !known.is_stale() => Ok(None),
            _ => self.ask(key).await,
        }
    }

    fn known(&self, key: &str) -> Option<Known> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    async fn ask(&self, key: &str) -> portal::Result<Option<Arc<Account>>> {
        let account = portal::hooks::account(&self.world, key).await?.map(Arc::new);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if account.is_none()
            && known.values().filter(|known| known.account.is_none()).count() >= MOST_STRANGERS
        {
            known.retain(|_, known| known.account.is_some());
        }
        let asked = Instant::now();
        known.insert(
            key.to_owned(),
            Known {
                account: account.clone(),
                asked,
            },
        );
        Ok(account)
    }
}

impl Known {
    fn is_stale(&self) -> bool {
        self.asked.elapsed() >= ASK_AGAIN
    }
}
