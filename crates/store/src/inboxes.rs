//! A dealer's inbox: one count of changes, by which pages find what they have not seen yet.

use domain::DealerId;

use crate::{Db, Result};

/// The next count of the dealer's changes. The first statement of every write to an inbox: until that write ends no
/// other counts on, so counts become visible in their order and a page that follows them misses nothing.
pub async fn next(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "insert into inboxes (dealer_id, seq) values ($1, 1) \
         on conflict (dealer_id) do update set seq = inboxes.seq + 1 returning seq"
    )
    .bind(dealer.as_str())
    .fetch_one(&mut *c)
    .await)?)
}

/// The count of the last change; 0 before the first.
pub async fn current(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    let seq: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select seq from inboxes where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(seq.unwrap_or_default())
}
