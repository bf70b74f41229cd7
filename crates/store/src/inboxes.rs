//! A dealer's inbox: one count of changes, by which pages find what they have not seen yet.

use domain::{DealerId, LoginId, Timestamp};

use crate::{Db, Result};

/// The next count of the dealer's changes. The first statement of every write to an inbox: until that write ends no
/// other counts on, so counts become visible in their order and a page that follows them misses nothing. The commit rings
/// the inbox's bell.
pub async fn next(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    db.changes(dealer);
    Ok(on!(db, |c| sqlx::query_scalar(
        "insert into inboxes (dealer_id, seq) values ($1, 1) \
         on conflict (dealer_id) do update set seq = inboxes.seq + 1 returning seq"
    )
    .bind(dealer.as_str())
    .fetch_one(&mut *c)
    .await)?)
}

/// Makes every other write to an inbox wait for the end of this one, for a change that no page follows.
pub async fn hold(db: &mut Db, dealer: &DealerId) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update inboxes set seq = seq where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// The next count, for a change that is not told line by line.
pub async fn next_anew(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    let seq = next(db, dealer).await?;
    set_anew(db, dealer, seq).await?;
    Ok(seq)
}

/// Has every page that follows from before the count `seq` load everything anew.
pub async fn set_anew(db: &mut Db, dealer: &DealerId, seq: i64) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update inboxes set anew = $2 where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// The count of the last change, and that of the last one that is not told line by line; 0 before the first.
pub async fn current_and_anew(db: &mut Db, dealer: &DealerId) -> Result<(i64, i64)> {
    let counts: Option<(i64, i64)> = on!(db, |c| sqlx::query_as(
        "select seq, anew from inboxes where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(counts.unwrap_or_default())
}

/// The count of the last change; 0 before the first.
pub async fn current(db: &mut Db, dealer: &DealerId) -> Result<i64> {
    Ok(current_and_anew(db, dealer).await?.0)
}

/// The count of the last change, for a page that follows along: `None` once the sign-in it came with is over, or is
/// not of this dealer's any more.
pub async fn watch(db: &mut Db, dealer: &DealerId, login: &LoginId, now: Timestamp) -> Result<Option<i64>> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "select coalesce((select i.seq from inboxes i where i.dealer_id = $1), 0) \
         from logins l join people p on p.id = l.person_id \
         where l.id = $2 and l.ended_at is null and l.expires_at > $3 and l.idle_until > $3 \
         and p.removed_at is null and p.dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(login.as_str())
    .bind(now.0)
    .fetch_optional(&mut *c)
    .await)?)
}
