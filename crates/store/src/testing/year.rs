//! A year of a large ISV's messages, for the measurements: made up, the same every time, inserted in bulk.

mod insert;
mod rows;

use domain::{DealerId, E164, NumberId, Timestamp, number::NumberKind};

use crate::{Db, Result, Store, db::Raw, numbers};
use rows::Dice;

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub struct Year {
    /// Dealers, the one who measures among them.
    pub dealers: usize,
    /// Buyers of all dealers together; each has one conversation.
    pub contacts: usize,
    /// Messages of all dealers together.
    pub messages: usize,
    /// When it ends.
    pub until: Timestamp,
}

/// Microseconds of a year.
const LENGTH: i64 = 365 * 24 * 3_600 * 1_000_000;
/// Rows of one statement.
const AT_ONCE: usize = 2_000;

/// Fills a migrated database. `first` is the dealer who measures; their conversations are `bench-0-0`, `bench-0-1`, …
///
/// # Errors
/// When the database refuses a row.
pub async fn fill(store: &Store, first: &DealerId, year: Year) -> Result<()> {
    for n in 0..year.dealers {
        let mut db = store.write().await?;
        let dealer = match n {
            0 => first.clone(),
            _ => insert::dealer(&mut db, first, n, year.until).await?,
        };
        fill_dealer(&mut db, &dealer, n, year).await?;
        db.commit().await?;
        store.checkpoint().await?;
    }
    let mut db = store.read().await?;
    if let Raw::Postgres(c) = db.raw() {
        // What the autovacuum does by itself within a minute.
        sqlx::query("analyze").execute(&mut *c).await?;
    }
    Ok(())
}

async fn fill_dealer(db: &mut Db, dealer: &DealerId, n: usize, year: Year) -> Result<()> {
    let number = number(db, dealer, n, year.until).await?;
    let buyers = (year.contacts / year.dealers).max(1);
    let each = (year.messages / year.dealers / buyers).max(1);
    let step = LENGTH / rows::whole(buyers * each);
    let mut dice = Dice::new(n);
    let (mut buyers_done, mut talks, mut said) = (Vec::new(), Vec::new(), Vec::new());
    for buyer in 0..buyers {
        let last = Timestamp(year.until.0 - rows::whole(buyers - buyer) * step);
        let name = rows::Name { dealer: n, buyer };
        buyers_done.push(name.contact(&mut dice, dealer, last));
        talks.push(name.conversation(last));
        for turn in 0..each {
            let order = turn * buyers + buyer;
            let at = Timestamp(year.until.0 - LENGTH + rows::whole(order) * step);
            said.push(name.message(&mut dice, dealer, turn, at, rows::whole(order) + 1));
        }
        if said.len() >= AT_ONCE || buyer + 1 == buyers {
            insert::contacts(db, dealer, &std::mem::take(&mut buyers_done)).await?;
            insert::conversations(db, dealer, &number, &std::mem::take(&mut talks)).await?;
            insert::messages(db, dealer, &std::mem::take(&mut said)).await?;
        }
    }
    insert::count(db, dealer, rows::whole(buyers * each)).await
}

async fn number(db: &mut Db, dealer: &DealerId, n: usize, at: Timestamp) -> Result<NumberId> {
    if let Some(known) = numbers::list(db, dealer).await?.pop() {
        return Ok(known.id);
    }
    let id: NumberId = format!("bench-n-{n}").parse().expect("an id");
    let number: E164 = format!("+3188{n:07}").parse().expect("a number");
    numbers::insert(db, dealer, &id, &number, NumberKind::Byo, None, at).await?;
    Ok(id)
}
