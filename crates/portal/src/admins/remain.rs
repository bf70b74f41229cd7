use domain::{Code, Lang, say};
use store::Db;

use crate::{Error, Result, brands};

/// Holds the ISV's people until the write ends: two admins cannot remove each other at once.
pub(super) async fn hold(db: &mut Db) -> Result<()> {
    Ok(store::brands::hold(db, &brands::default_id()).await?)
}

/// Passes if an admin is left who can sign in. Asked inside the write that takes one away, after [`hold`].
pub(super) async fn some_admin(db: &mut Db) -> Result<()> {
    if store::people::count_admins(db).await? == 0 {
        let words = say::people::last_admin(Lang::default());
        return Err(Error::problem(Code::Conflict, words));
    }
    Ok(())
}
