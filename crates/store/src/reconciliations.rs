//! How far each sender's messages were compared with Twilio's list of them.

use domain::{DealerId, SenderId, Timestamp};

use crate::{
    Db, Result,
    shape::{self, count, moment, row, text},
};

row! {
    /// How far, and what the last comparison found.
    Reconciliation {
        /// Of which sender.
        sender_id: SenderId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Everything up to then was compared.
        reached: Timestamp = i64, moment;
        /// When that was done.
        at: Timestamp = i64, moment;
        /// How many of the buyers' messages were missing then.
        filled: u32 = i64, |n| Ok::<_, crate::Error>(count(n));
        /// How many of ours stood further at Twilio.
        corrected: u32 = i64, |n| Ok::<_, crate::Error>(count(n));
    }
}

/// Of a sender; `None` before the first comparison.
pub async fn get(db: &mut Db, dealer: &DealerId, sender: &SenderId) -> Result<Option<Reconciliation>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from reconciliations where dealer_id = $1 and sender_id = $2"
    ))
    .bind(dealer.as_str())
    .bind(sender.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Notes a comparison.
pub async fn save(db: &mut Db, one: &Reconciliation) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into reconciliations (sender_id, dealer_id, reached, at, filled, corrected) \
         values ($1, $2, $3, $4, $5, $6) on conflict (sender_id) do update set reached = excluded.reached, \
         at = excluded.at, filled = excluded.filled, corrected = excluded.corrected"
    )
    .bind(one.sender_id.as_str())
    .bind(one.dealer_id.as_str())
    .bind(one.reached.0)
    .bind(one.at.0)
    .bind(i64::from(one.filled))
    .bind(i64::from(one.corrected))
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// A sender whose messages are compared, and when they last were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub dealer: DealerId,
    /// Which.
    pub sender: SenderId,
    /// When, if they ever were.
    pub at: Option<Timestamp>,
}

/// Senders of any dealer that were ever online and not compared since `before`, the longest ago first.
pub async fn list_due(db: &mut Db, before: Timestamp, limit: u32) -> Result<Vec<Due>> {
    let rows: Vec<(String, String, Option<i64>)> = on!(db, |c| sqlx::query_as(
        "select s.dealer_id, s.id, r.at from senders s left join reconciliations r on r.sender_id = s.id \
         where s.deleted_at is null and s.online_at is not null and (r.at is null or r.at < $1) \
         order by coalesce(r.at, 0), s.id limit $2"
    )
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter()
        .map(|(dealer, sender, at)| {
            Ok(Due {
                dealer: text(dealer)?,
                sender: text(sender)?,
                at: at.map(Timestamp),
            })
        })
        .collect()
}
