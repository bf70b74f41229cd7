//! How much each sender may still send. One row a sender, so that two workers at once count one after the other on
//! both engines.

use domain::{DealerId, SenderId, Timestamp};

use crate::{Db, Result, shape};

/// What is left of a sender's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Thousandths of a message that could be sent…
    pub left: i64,
    /// …at this moment.
    pub at: Timestamp,
    /// Until when WhatsApp asked for silence.
    pub silent_until: Option<Timestamp>,
}

/// A sender's budget; `full` of it the first time. Holds it until the write ends.
pub async fn hold(db: &mut Db, dealer: &DealerId, sender: &SenderId, full: Budget) -> Result<Budget> {
    let (left, at, silent_until): (i64, i64, Option<i64>) = on!(db, |c| {
        sqlx::query_as(
        "insert into send_budgets (sender_id, dealer_id, left_over, at) values ($1, $2, $3, $4) \
         on conflict (sender_id) do update set dealer_id = excluded.dealer_id returning left_over, at, silent_until"
    )
    .bind(sender.as_str())
    .bind(dealer.as_str())
    .bind(full.left)
    .bind(full.at.0)
    .fetch_one(&mut *c)
    .await
    })?;
    Ok(Budget {
        left,
        at: Timestamp(at),
        silent_until: shape::at(silent_until),
    })
}

/// Stores what is left of a budget that is held.
pub async fn set(db: &mut Db, dealer: &DealerId, sender: &SenderId, now: Budget) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update send_budgets set left_over = $3, at = $4, silent_until = $5 where dealer_id = $1 and sender_id = $2"
    )
    .bind(dealer.as_str())
    .bind(sender.as_str())
    .bind(now.left)
    .bind(now.at.0)
    .bind(now.silent_until.map(|at| at.0))
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}
