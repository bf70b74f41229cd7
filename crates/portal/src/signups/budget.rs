//! WhatsApp's ten registrations of a number in 72 hours. The eleventh locks the number, so it is never asked for.

use domain::{
    E164, Timestamp,
    signup::{REGISTRATION_LIMIT, REGISTRATION_WINDOW},
};
use store::Db;

use crate::Result;

/// What is left of a number's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    /// How many registrations are left.
    pub(super) left: u32,
    /// When the next is possible, if none is left.
    pub(super) free_at: Option<Timestamp>,
}

/// Counts the registrations of a number of late.
pub(super) async fn of(db: &mut Db, number: &E164, now: Timestamp) -> Result<Budget> {
    let spent = store::registrations::list_since(db, number, now - REGISTRATION_WINDOW).await?;
    let used = u32::try_from(spent.len()).unwrap_or(u32::MAX);
    let left = REGISTRATION_LIMIT.saturating_sub(used);
    // The one that must fall out of the window before there is room.
    let first = spent
        .len()
        .checked_sub(REGISTRATION_LIMIT as usize)
        .and_then(|over| spent.get(over));
    Ok(Budget {
        left,
        free_at: first.map(|at| *at + REGISTRATION_WINDOW),
    })
}
