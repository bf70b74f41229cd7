use domain::Span;

use super::{Outcome, Work, enqueue};
use crate::{Result, World, pushes};

/// How old Twilio's last word about a sender may become.
const HEALTH_AGE: Span = Span::days(1);
/// How old Twilio's last word about a dealer's templates may become.
const TEMPLATES_AGE: Span = Span::days(1);
/// How long ago a sender's messages may have been compared: a little less than a sweep is.
const COMPARED_AGE: Span = Span::minutes(50);
/// How long finished jobs are kept.
const KEPT: Span = Span::days(7);
/// How long sign-ins are kept after they were over.
const LOGINS_KEPT: Span = Span::days(30);
/// How many senders one sweep asks about, so that a thousand of them do not come at once.
const SENDERS_AT_ONCE: u32 = 100;

/// Ends sessions whose link ran out, asks for the health of senders and for templates, forgets old jobs, attempts, sign-ins and webhooks. Every
/// hour. What fails is left to the next sweep, and keeps neither the rest nor that one.
pub(super) async fn sweep(world: &World) -> Result<Outcome> {
    let parts = [
        ("what is due", look(world).await),
        ("what is over", forget(world).await),
        ("webhooks", crate::hooks::forget(world).await),
        ("files", crate::media::clean(world).await),
        ("old messages", crate::contacts::enforce(world).await),
    ];
    for (part, done) in parts {
        if let Err(error) = done {
            tracing::error!(part, %error, "a part of the sweep failed");
        }
    }
    world.work.notify_one();
    Ok(Outcome::Later(world.clock.now() + Span::hours(1)))
}

/// Makes jobs of what nobody asks for.
async fn look(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::signups::expire(&mut db, now).await?;
    for sender in store::senders::list_unchecked(&mut db, now - HEALTH_AGE, SENDERS_AT_ONCE).await? {
        let work = Work::CheckHealth { sender: sender.id };
        enqueue(&mut db, world, now, Some(&sender.dealer_id), &work).await?;
    }
    for dealer in store::templates::list_unsynced(&mut db, now - TEMPLATES_AGE, SENDERS_AT_ONCE).await? {
        let work = Work::SyncTemplates {
            dealer: dealer.clone(),
        };
        enqueue(&mut db, world, now, Some(&dealer), &work).await?;
    }
    for (dealer, sender) in
        store::reconciliations::list_due(&mut db, now - COMPARED_AGE, SENDERS_AT_ONCE).await?
    {
        enqueue(
            &mut db,
            world,
            now,
            Some(&dealer),
            &Work::CompareMessages { sender },
        )
        .await?;
    }
    db.commit().await?;
    Ok(())
}

async fn forget(world: &World) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    store::pushes::delete_over(&mut db, now - pushes::AFTER_SIGN_IN).await?;
    store::jobs::delete_done(&mut db, now - KEPT).await?;
    store::limits::delete_past(&mut db, now).await?;
    store::logins::delete_over(&mut db, now - LOGINS_KEPT).await?;
    db.commit().await?;
    Ok(())
}
