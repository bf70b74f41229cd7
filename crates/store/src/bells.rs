//! Who follows which inbox.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use domain::DealerId;
use tokio::sync::Notify;

/// One bell for each inbox that is followed. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bells(Arc<Mutex<HashMap<DealerId, Weak<Notify>>>>);

impl Bells {
    /// The dealer's bell, which is there for as long as somebody holds it.
    pub(crate) fn of(&self, dealer: &DealerId) -> Arc<Notify> {
        let mut bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bell) = bells.get(dealer).and_then(Weak::upgrade) {
            return bell;
        }
        bells.retain(|_, bell| bell.strong_count() > 0);
        let bell = Arc::default();
        bells.insert(dealer.clone(), Arc::downgrade(&bell));
        bell
    }

    pub(crate) fn ring(&self, dealers: &[DealerId]) {
        if dealers.is_empty() {
            return;
        }
        let bells = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for bell in dealers.iter().filter_map(|dealer| bells.get(dealer)?.upgrade()) {
            bell.notify_waiters();
        }
    }
}
