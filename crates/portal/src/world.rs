use std::sync::Arc;

use push::Reach;
use store::Store;
use tokio::sync::Notify;

use crate::{Chance, Clock, Settings, passwords::Passwords, vault::Vault};

/// Everything a deed may use. Made once at the start, shared by reference.
#[derive(Debug)]
pub struct World {
    /// The database.
    pub store: Store,
    /// The door to Twilio.
    pub twilio: twilio::Client,
    /// The door to Meta's Graph.
    pub meta: meta::Client,
    /// The door to the push services of the browsers.
    pub push: push::Client,
    /// Pictures, recordings and documents.
    pub files: files::Files,
    /// The time of day.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// What the operator decided.
    pub settings: Settings,
    /// Encrypts, decrypts and signs with the secret keys.
    pub vault: Vault,
    /// Hashes and checks passwords, a few at a time.
    pub passwords: Passwords,
    /// Rung after a write that made work due, so that the worker does not wait for its next look.
    pub work: Arc<Notify>,
    /// Rung after webhooks were stored, for whoever works on them.
    pub hooks: Arc<Notify>,
    /// Rung after a write that a page may be watching; live pages look again. An inbox has a bell of its own, which the
    /// store rings: [`Store::bell`].
    pub changed: Arc<Notify>,
}

impl World {
    /// A world of these parts; vault and bells are made here.
    ///
    /// # Panics
    /// If the settings hold no secret key: they are checked before.
    pub fn new(
        store: Store,
        twilio: twilio::Client,
        meta: meta::Client,
        clock: Clock,
        chance: Chance,
        settings: Settings,
    ) -> Self {
        Self {
            vault: Vault::new(settings.secret_keys.clone()),
            passwords: Passwords::default(),
            push: push::Client::new(if settings.demo {
                Reach::Loopback
            } else {
                Reach::Public
            }),
            files: files::Files::at(settings.media.clone()),
            work: Arc::default(),
            hooks: Arc::default(),
            changed: Arc::default(),
            store,
            twilio,
            meta,
            clock,
            chance,
            settings,
        }
    }

    /// An absolute address on our own origin. The same function makes the addresses given to Twilio and the ones
    /// a signature is checked against.
    pub fn url(&self, path: &str) -> String {
        let base = self.settings.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }
}
