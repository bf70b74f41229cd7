//! How fast a sender may send: a bucket of tokens in the database, filled as time passes, one taken by each message.

use domain::{DealerId, SenderId, Span, Timestamp};
use store::{Db, budgets::Budget};

use crate::{Result, World};

/// A message, in the bucket's measure.
const ONE: i64 = 1_000;

/// Takes one message out of a sender's budget, inside the caller's write: `Err` is when there is one again.
pub(super) async fn take(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    sender: &SenderId,
    now: Timestamp,
) -> Result<Result<(), Timestamp>> {
    let rate = i64::from(world.settings.send_rate.max(1));
    let budget = store::budgets::hold(db, dealer, sender, full(rate, now)).await?;
    Ok(match taken(budget, rate, now) {
        Ok(left) => {
            store::budgets::set(db, dealer, sender, left).await?;
            Ok(())
        }
        Err(at) => Err(at),
    })
}

/// Lets a sender be silent until then, as WhatsApp asked for, inside the caller's write.
pub(super) async fn silence(
    db: &mut Db,
    world: &World,
    dealer: &DealerId,
    sender: &SenderId,
    until: Timestamp,
) -> Result<()> {
    let now = world.clock.now();
    let rate = i64::from(world.settings.send_rate.max(1));
    let mut budget = store::budgets::hold(db, dealer, sender, full(rate, now)).await?;
    budget.silent_until = budget.silent_until.max(Some(until));
    store::budgets::set(db, dealer, sender, budget).await?;
    Ok(())
}

/// A bucket holds what may be sent in a second.
fn full(rate: i64, now: Timestamp) -> Budget {
    Budget {
        left: rate * ONE,
        at: now,
        silent_until: None,
    }
}

/// The budget after one more message; or when there is room for it.
fn taken(budget: Budget, rate: i64, now: Timestamp) -> Result<Budget, Timestamp> {
    if let Some(until) = budget.silent_until.filter(|until| *until > now) {
        return Err(until);
    }
    let passed = (now - budget.at).0.clamp(0, Span::seconds(1).0);
    // Microseconds times messages a second, in thousandths of a message.
    let filled = (budget.left + passed * rate / 1_000).min(rate * ONE);
    let left = filled - ONE;
    if left < 0 {
        // Rounded up: a moment too early finds nothing.
        let missing = (-left * 1_000 + rate - 1) / rate;
        return Err(now + Span(missing));
    }
    Ok(Budget {
        left,
        at: now,
        silent_until: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn a_second_holds_its_messages_and_no_more_and_time_fills_it_again() {
        let mut budget = full(80, NOW);
        for n in 0..80 {
            budget = taken(budget, 80, NOW).unwrap_or_else(|_| panic!("message {n}"));
        }
        let again = taken(budget, 80, NOW).expect_err("the bucket is empty");
        assert_eq!(again, NOW + Span(12_500));
        assert!(taken(budget, 80, again).is_ok());
        let mut later = budget;
        let second = NOW + Span::seconds(60);
        for _ in 0..80 {
            later = taken(later, 80, second).expect("a full second");
        }
        assert!(
            taken(later, 80, second).is_err(),
            "a minute of rest is no minute's worth"
        );
    }

    #[test]
    fn silence_is_kept_to_its_end() {
        let until = NOW + Span::seconds(30);
        let asked = Budget {
            silent_until: Some(until),
            ..full(80, NOW)
        };
        assert_eq!(taken(asked, 80, NOW), Err(until));
        assert_eq!(taken(asked, 80, until).expect("over").silent_until, None);
    }

    #[test]
    fn a_clock_that_was_set_back_gives_nothing_away() {
        let empty = Budget {
            left: 0,
            ..full(80, NOW)
        };
        assert!(taken(empty, 80, NOW - Span::seconds(10)).is_err());
    }
}
