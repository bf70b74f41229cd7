use std::sync::Arc;

use store::Store;
use tokio::sync::Notify;

use crate::{Chance, Clock, Settings, vault::Vault};

/// Everything a deed may use. Made once at the start, shared by reference.
#[derive(Debug)]
pub struct World {
    /// The database.
    pub store: Store,
    /// The door to Twilio.
    pub twilio: twilio::Client,
    /// The door to Meta's Graph.
    pub meta: meta::Client,
    /// The time of day.
    pub clock: Clock,
    /// Randomness.
    pub chance: Chance,
    /// What the operator decided.
    pub settings: Settings,
    /// Encrypts, decrypts and signs with the secret keys.
    pub vault: Vault,
    /// Rung after a write that made work due, so that the worker does not wait for its next look.
    pub work: Arc<Notify>,
    /// Rung after a write that a page may be watching; live pages look again.
    pub changed: Arc<Notify>,
}

impl World {
    /// An absolute address on our own origin. The same function makes the addresses given to Twilio and the ones
    /// a signature is checked against.
    pub fn url(&self, path: &str) -> String {
        let base = self.settings.public_url.as_str().trim_end_matches('/');
        format!("{base}{path}")
    }
}
