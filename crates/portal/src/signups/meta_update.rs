use domain::{Span, Timestamp};
use meta::{
    Id,
    webhook::{AccountUpdate, BanState},
};
use store::{Db, signups::Facebook};

use super::take;
use crate::{
    Error, Result, World,
    story::{self, Happening},
};

/// How long Meta's window may stay open. Source: third-party notes on its idle limit (an hour), doubled.
const WINDOW: Span = Span::hours(2);

/// What Meta's webhook says: a WABA was shared, taken away, banned or deleted. `body` was signed by Meta.
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
        match notification.update {
            AccountUpdate::PartnerAdded {
                waba_id,
                owner_business_id,
                solution_id,
            } => {
                added(
                    world,
                    &waba_id,
                    owner_business_id.as_ref(),
                    solution_id.as_ref(),
                    received,
                )
                .await?;
            }
            AccountUpdate::PartnerRemoved { waba_id, .. } => {
                said(
                    world,
                    Some(&waba_id),
                    "PARTNER_REMOVED",
                    "meta.partner_removed",
                    None,
                )
                .await?;
            }
            AccountUpdate::PartnerAppUninstalled { waba_id, .. } => {
                said(
                    world,
                    Some(&waba_id),
                    "PARTNER_APP_UNINSTALLED",
                    "meta.app_uninstalled",
                    None,
                )
                .await?;
            }
            AccountUpdate::AccountDeleted { waba_id } => {
                said(world, waba_id.as_ref(), "ACCOUNT_DELETED", "meta.deleted", None).await?;
            }
            AccountUpdate::DisabledUpdate { waba_id, state, date } => {
                disabled(world, waba_id.as_ref(), &state, date.as_deref()).await?;
            }
            AccountUpdate::AccountViolation { waba_id, violation } => {
                violated(world, waba_id.as_ref(), violation.as_deref()).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// A WABA is shared with the solution: the truth of a finish, also when the browser died.
async fn added(
    world: &World,
    waba: &Id,
    business: Option<&Id>,
    solution: Option<&Id>,
    received: Timestamp,
) -> Result<()> {
    let now = world.clock.now();
    let facebook = Facebook {
        waba_id: waba.as_str(),
        business_id: business.map(Id::as_str),
        phone_number_id: None,
        by: "meta",
    };
    let mut db = world.store.write().await?;
    let owner = store::subaccounts::find_by_waba(&mut db, waba.as_str()).await?;
    if let Some(owner) = &owner {
        store::subaccounts::set_waba_lost(&mut db, &owner.dealer_id, None).await?;
        store::senders::set_meta_word(&mut db, &owner.dealer_id, waba.as_str(), None).await?;
        tell(
            &mut db,
            world,
            now,
            &owner.dealer_id,
            "meta.partner_added",
            Some(waba.as_str()),
        )
        .await?;
    }
    // Sessions that know it already only learn what is new.
    let knowing = store::signups::list_of_waba(&mut db, waba.as_str()).await?;
    for signup in &knowing {
        take::confirm(&mut db, world, signup, facebook, now).await?;
        if owner.is_none() {
            tell(
                &mut db,
                world,
                now,
                &signup.dealer_id,
                "meta.partner_added",
                Some(waba.as_str()),
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
                tell(
                    &mut db,
                    world,
                    now,
                    &only.dealer_id,
                    "meta.partner_added",
                    Some(waba.as_str()),
                )
                .await?;
                take::take_in(&mut db, world, only, facebook, now).await?;
            }
            // Shared again by a dealer who is connecting nothing now.
            (_, [], Some(_)) => {}
            _ => {
                let (business, solution) = (business.map(Id::as_str), solution.map(Id::as_str));
                store::unmatched::insert(
                    &mut db,
                    &world.chance.id(now),
                    waba.as_str(),
                    business,
                    solution,
                    now,
                )
                .await?;
            }
        }
    }
    db.commit().await?;
    world.work.notify_one();
    world.changed.notify_waiters();
    Ok(())
}

/// Something is wrong with a dealer's WABA: its senders say so at once.
async fn said(world: &World, waba: Option<&Id>, word: &str, what: &str, about: Option<&str>) -> Result<()> {
    let now = world.clock.now();
    let Some(waba) = waba else { return Ok(()) };
    let mut db = world.store.write().await?;
    let Some(owner) = store::subaccounts::find_by_waba(&mut db, waba.as_str()).await? else {
        return Ok(());
    };
    store::senders::set_meta_word(&mut db, &owner.dealer_id, waba.as_str(), Some(word)).await?;
    if matches!(
        word,
        "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" | "ACCOUNT_DELETED"
    ) {
        store::subaccounts::set_waba_lost(&mut db, &owner.dealer_id, Some(now)).await?;
    }
    tell(&mut db, world, now, &owner.dealer_id, what, about).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

async fn disabled(world: &World, waba: Option<&Id>, state: &BanState, date: Option<&str>) -> Result<()> {
    match state {
        BanState::Disable => said(world, waba, "DISABLE", "meta.disabled", date).await,
        BanState::ScheduleForDisable => {
            said(world, waba, "SCHEDULE_FOR_DISABLE", "meta.will_be_disabled", date).await
        }
        BanState::Reinstate => reinstated(world, waba).await,
        BanState::Unknown(word) => Err(Error::Conflict(format!("Meta did {word} to an account"))),
    }
}

async fn reinstated(world: &World, waba: Option<&Id>) -> Result<()> {
    let now = world.clock.now();
    let Some(waba) = waba else { return Ok(()) };
    let mut db = world.store.write().await?;
    let Some(owner) = store::subaccounts::find_by_waba(&mut db, waba.as_str()).await? else {
        return Ok(());
    };
    // A WABA that was taken away stays away.
    if owner.waba_lost_at.is_none() {
        store::senders::set_meta_word(&mut db, &owner.dealer_id, waba.as_str(), None).await?;
    }
    tell(&mut db, world, now, &owner.dealer_id, "meta.reinstated", None).await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(())
}

async fn violated(world: &World, waba: Option<&Id>, violation: Option<&str>) -> Result<()> {
    let now = world.clock.now();
    let Some(waba) = waba else { return Ok(()) };
    let mut db = world.store.write().await?;
    let Some(owner) = store::subaccounts::find_by_waba(&mut db, waba.as_str()).await? else {
        return Ok(());
    };
    tell(&mut db, world, now, &owner.dealer_id, "meta.violation", violation).await?;
    db.commit().await?;
    Ok(())
}

async fn tell(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    dealer: &domain::DealerId,
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
