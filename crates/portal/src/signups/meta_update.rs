use domain::{DealerId, Span, Timestamp, sender::MetaWordKind};
use meta::{
    Id,
    webhook::{AccountUpdate, BanState},
};
use store::{Db, meta_words::MetaWord, signups::Facebook};

use super::{meta_news, take};
use crate::{
    Error, Result, World,
    jobs::{self, Work},
    story::{self, Happening},
};

/// How long Meta's window may stay open. Source: third-party notes on its idle limit (an hour), doubled.
const WINDOW: Span = Span::hours(2);

/// What Meta's webhook says: a WABA was shared, taken away, banned, deleted, restricted or reviewed, a number of it was
/// rated or named. `body` was signed by Meta.
pub async fn meta_update(world: &World, body: &[u8], received: Timestamp) -> Result<()> {
    let notifications = match meta::webhook::parse(body) {
        Ok(notifications) => notifications,
        Err(error) => {
            // Signed, and about something else of the app's: nothing of ours.
            tracing::info!(%error, "a notification of Meta's is not about WhatsApp");
            return Ok(());
        }
    };
    for notification in notifications {
        let said_at = said_at(notification.time, received);
        one(world, &notification.update, said_at, received).await?;
    }
    Ok(())
}

/// When Meta said it, by its own clock. A time ahead of ours would make everything that it says later look old.
fn said_at(time: Option<i64>, received: Timestamp) -> Timestamp {
    let received = received.as_seconds();
    let time = time.filter(|time| (0..received).contains(time));
    Timestamp::from_seconds(time.unwrap_or(received))
}

async fn one(world: &World, update: &AccountUpdate, said_at: Timestamp, received: Timestamp) -> Result<()> {
    let gone = |waba, word| of(waba, MetaWordKind::Share, Some(word), said_at);
    match update {
        AccountUpdate::PartnerAdded {
            waba_id,
            owner_business_id,
            solution_id,
        } => {
            let word = of(waba_id, MetaWordKind::Share, None, said_at);
            let (business, solution) = (owner_business_id.as_ref(), solution_id.as_ref());
            added(world, word, business, solution, received).await
        }
        AccountUpdate::PartnerRemoved { waba_id, .. } => {
            let word = gone(waba_id, "PARTNER_REMOVED");
            said(world, word, "meta.partner_removed", None).await
        }
        AccountUpdate::PartnerAppUninstalled { waba_id, .. } => {
            let word = gone(waba_id, "PARTNER_APP_UNINSTALLED");
            said(world, word, "meta.app_uninstalled", None).await
        }
        AccountUpdate::AccountDeleted {
            waba_id: Some(waba_id),
        } => {
            let word = gone(waba_id, "ACCOUNT_DELETED");
            said(world, word, "meta.deleted", None).await
        }
        AccountUpdate::DisabledUpdate {
            waba_id: Some(waba_id),
            state,
            date,
        } => {
            let (word, what) = match state {
                BanState::Disable => (Some("DISABLE"), "meta.disabled"),
                BanState::ScheduleForDisable => (Some("SCHEDULE_FOR_DISABLE"), "meta.will_be_disabled"),
                BanState::Reinstate => (None, "meta.reinstated"),
                BanState::Unknown(word) => {
                    return Err(Error::Conflict(format!("Meta did {word} to an account")));
                }
            };
            let word = of(waba_id, MetaWordKind::Ban, word, said_at);
            said(world, word, what, date.as_deref()).await
        }
        AccountUpdate::AccountViolation { .. }
        | AccountUpdate::AccountRestriction { .. }
        | AccountUpdate::AccountReview { .. } => told(world, update, said_at).await,
        // What becomes of the name at Twilio is seen there.
        AccountUpdate::PhoneNumberName { waba_id, .. } => {
            told(world, update, said_at).await?;
            match waba_id {
                Some(waba) => look_again(world, waba).await,
                None => Ok(()),
            }
        }
        AccountUpdate::PartnerSolution {
            event,
            solution_id,
            status,
        } => {
            solution(world, event, solution_id, status.as_deref());
            Ok(())
        }
        // Twilio shows what it means for the dealer: it is asked now, and not with the daily look.
        AccountUpdate::PhoneNumberQuality {
            waba_id: Some(waba_id),
            ..
        }
        | AccountUpdate::BusinessCapability {
            waba_id: Some(waba_id),
            ..
        } => look_again(world, waba_id).await,
        AccountUpdate::AccountDeleted { waba_id: None }
        | AccountUpdate::DisabledUpdate { waba_id: None, .. }
        | AccountUpdate::PhoneNumberQuality { waba_id: None, .. }
        | AccountUpdate::BusinessCapability { waba_id: None, .. } => {
            tracing::warn!(?update, "Meta tells of an account and not of which");
            Ok(())
        }
        AccountUpdate::Other { field, value } => {
            let event = value["event"].as_str().unwrap_or_default();
            tracing::info!(
                field,
                event,
                "Meta tells something that nothing here follows from"
            );
            Ok(())
        }
    }
}

/// News of a WABA that is nobody's here yet is only logged: its dealer, should it become one's, asks Twilio.
async fn told(world: &World, update: &AccountUpdate, said_at: Timestamp) -> Result<()> {
    if !meta_news::tell(world, update, said_at).await? {
        tracing::info!(?update, "Meta tells of an account that is nobody's here");
    }
    Ok(())
}

/// The Partner Solution is the ISV's, and no dealer's story. The *Readiness* page asks Meta how it is each time, so that
/// nothing is kept here that could grow old; the log says when it changed.
fn solution(world: &World, event: &str, id: &Id, status: Option<&str>) {
    let ours = world.settings.twilio.partner_solution_id.as_deref() == Some(id.as_str());
    if ours && status != Some("ACTIVE") {
        tracing::warn!(event, %id, status, "the Partner Solution is not active: no dealer can connect");
    } else {
        tracing::info!(event, %id, status, ours, "a Partner Solution changed");
    }
}

fn of<'a>(waba: &'a Id, kind: MetaWordKind, word: Option<&'a str>, said_at: Timestamp) -> MetaWord<'a> {
    MetaWord {
        waba_id: waba.as_str(),
        kind,
        word,
        said_at,
    }
}

/// A WABA is shared with the solution: the truth of a finish, also when the browser died.
async fn added(
    world: &World,
    word: MetaWord<'_>,
    business: Option<&Id>,
    solution: Option<&Id>,
    received: Timestamp,
) -> Result<()> {
    let now = world.clock.now();
    let waba = word.waba_id;
    let facebook = Facebook {
        waba_id: waba,
        business_id: business.map(Id::as_str),
        phone_number_id: None,
        by: "meta",
    };
    let mut db = world.store.write().await?;
    let newest = store::meta_words::set(&mut db, word).await?;
    if !newest && store::meta_words::get(&mut db, waba, word.kind).await?.is_some() {
        tracing::info!(waba, "an account was shared, and taken away again later");
        return Ok(());
    }
    let owner = store::subaccounts::find_by_waba(&mut db, waba).await?;
    // Also when Twilio has used the account in the meantime, which says the same a moment later.
    if let Some(owner) = &owner {
        show(&mut db, &owner.dealer_id, word).await?;
        tell(
            &mut db,
            world,
            now,
            &owner.dealer_id,
            "meta.partner_added",
            Some(waba),
        )
        .await?;
    }
    // Sessions that know it already only learn what is new.
    let knowing = store::signups::list_of_waba(&mut db, waba).await?;
    for signup in &knowing {
        take::confirm(&mut db, world, signup, facebook, now).await?;
        if owner.is_none() {
            tell(
                &mut db,
                world,
                now,
                &signup.dealer_id,
                "meta.partner_added",
                Some(waba),
            )
            .await?;
        }
    }
    if knowing.is_empty() {
        let ours = solution.map(Id::as_str) == world.settings.twilio.partner_solution_id.as_deref();
        let mut candidates = store::signups::list_in_window(&mut db, received - WINDOW).await?;
        if let Some(owner) = &owner {
            candidates.retain(|signup| signup.dealer_id == owner.dealer_id);
        }
        match (ours, candidates.as_slice(), &owner) {
            (true, [only], _) => {
                if owner.is_none() {
                    tell(
                        &mut db,
                        world,
                        now,
                        &only.dealer_id,
                        "meta.partner_added",
                        Some(waba),
                    )
                    .await?;
                }
                take::take_in(&mut db, world, only, facebook, now).await?;
            }
            // Shared again by a dealer who is connecting nothing now.
            (_, [], Some(_)) => {}
            _ => {
                let (business, solution) = (business.map(Id::as_str), solution.map(Id::as_str));
                store::unmatched::insert(&mut db, &world.chance.id(now), waba, business, solution, now)
                    .await?;
            }
        }
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// What Meta says about a WABA shows on its dealer's senders at once, unless something newer is known.
async fn said(world: &World, word: MetaWord<'_>, what: &str, about: Option<&str>) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let newest = store::meta_words::set(&mut db, word).await?;
    let owner = store::subaccounts::find_by_waba(&mut db, word.waba_id).await?;
    if let Some(owner) = owner.filter(|_| newest) {
        show(&mut db, &owner.dealer_id, word).await?;
        tell(&mut db, world, now, &owner.dealer_id, what, about).await?;
    }
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

/// What stands about a WABA, now that a word was added, on the senders of its dealer.
async fn show(db: &mut Db, dealer: &DealerId, word: MetaWord<'_>) -> Result<()> {
    let worst = store::meta_words::worst(db, word.waba_id).await?;
    store::senders::set_meta_word(db, dealer, word.waba_id, worst.as_deref()).await?;
    if word.kind == MetaWordKind::Share {
        let lost = word.word.map(|_| word.said_at);
        store::subaccounts::set_waba_lost(db, dealer, lost).await?;
    }
    Ok(())
}

/// A limit of a WABA changed: its senders are looked at.
async fn look_again(world: &World, waba: &Id) -> Result<()> {
    let now = world.clock.now();
    let mut db = world.store.write().await?;
    let Some(owner) = store::subaccounts::find_by_waba(&mut db, waba.as_str()).await? else {
        return Ok(());
    };
    let dealer = &owner.dealer_id;
    for sender in store::senders::list_of_waba(&mut db, dealer, waba.as_str()).await? {
        let work = Work::CheckHealth { sender: sender.id };
        jobs::enqueue(&mut db, world, now, Some(dealer), &work).await?;
    }
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}

async fn tell(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &DealerId,
    what: &str,
    about: Option<&str>,
) -> Result<()> {
    let happening = Happening {
        who: story::META,
        what,
        about,
        ..Happening::default()
    };
    story::tell(db, world, now, dealer, happening).await
}
