//! Dealers, as the ISV manages them.

use domain::{
    DealerId,
    dealer::{DealerList, DealerStory, NewDealer},
};

use crate::{Actor, Result, World};

/// The list, newest first, found by name or owner's mail. For admins and support.
pub async fn list(_world: &World, _actor: &Actor, _search: &str, _after: Option<&str>) -> Result<DealerList> {
    todo!()
}

/// Adds a dealer and mails its first owner an invitation. For admins.
pub async fn add(_world: &World, _actor: &Actor, _new: NewDealer) -> Result<DealerId> {
    todo!()
}

/// One dealer with everything that happened, in words. For admins and support.
pub async fn open(_world: &World, _actor: &Actor, _dealer: &DealerId) -> Result<DealerStory> {
    todo!()
}
