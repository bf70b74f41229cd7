use domain::signup::ConnectPage;

use super::{ready, view};
use crate::{Actor, Error, Result, World};

/// What the connect page shows when it opens. For owners.
pub async fn connect_page(world: &World, actor: &Actor) -> Result<ConnectPage> {
    let dealer = actor.owned_dealer()?;
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let row = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let subaccount = store::subaccounts::get(&mut db, dealer).await?;
    let (known, lost) = match subaccount {
        Some(row) if row.waba_lost_at.is_some() => (false, row.waba_id),
        row => (row.is_some_and(|row| row.waba_id.is_some()), None),
    };
    let blocked = ready::blocked(&mut db, world, dealer, now).await?;
    let open = store::signups::list_open(&mut db, dealer).await?;
    let open = match open
        .iter()
        .find(|signup| signup.waba_id.is_some() || signup.expires_at > now)
    {
        Some(signup) => Some(view::open_signup(&mut db, world, signup, now).await?),
        None => None,
    };
    let countries = world
        .settings
        .countries
        .iter()
        .map(|code| (code.clone(), domain::country::name(domain::Lang::default(), code)));
    Ok(ConnectPage {
        kind: world.settings.twilio.number_kind,
        countries: countries.collect(),
        display_name: row.name,
        app_name: world.settings.meta.app_name.clone(),
        open,
        blocked,
        facebook_needed: !known,
        lost_account: lost,
    })
}
