use domain::{DealerId, E164};
use store::Db;

use crate::Result;

/// Who has a number here, as one dealer may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Nobody; or the dealer itself, who kept it or is connecting it: that may go on.
    Free,
    /// The dealer, and it is connected: its sender was online, and was not deleted.
    Connected,
    /// Another dealer. Nothing else is said about that.
    Elsewhere,
}

/// Who has that number.
pub(crate) async fn holder(db: &mut Db, dealer: &DealerId, number: &E164) -> Result<Holder> {
    let Some(held) = store::numbers::find_holder(db, number).await? else {
        return Ok(Holder::Free);
    };
    if held.dealer_id != *dealer {
        return Ok(Holder::Elsewhere);
    }
    let sender = store::senders::find_by_number(db, dealer, number).await?;
    Ok(if sender.is_some_and(|sender| sender.online_at.is_some()) {
        Holder::Connected
    } else {
        Holder::Free
    })
}
