use domain::{Code, DealerId, Lang, say};
use store::Db;

use crate::{Error, Result};

/// Passes if the dealer still has an owner who can sign in. Asked inside the write that takes one away, after
/// [`store::dealers::hold`]: two owners cannot remove each other at once.
pub(super) async fn remain(db: &mut Db, dealer: &DealerId) -> Result<()> {
    if store::people::count_owners(db, dealer).await? == 0 {
        return Err(Error::problem(
            Code::Conflict,
            say::people::last_owner(Lang::default()),
        ));
    }
    Ok(())
}
