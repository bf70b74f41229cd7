use domain::home::Home;

use super::checklist;
use crate::{Actor, Error, Result, World, integrations, signups};

/// Checklist, numbers and what can be resumed. For owners and agents.
pub async fn view(world: &World, actor: &Actor) -> Result<Home> {
    let Actor::Person {
        dealer: Some(dealer), ..
    } = actor
    else {
        return Err(Error::Missing);
    };
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let row = store::dealers::get(&mut db, dealer)
        .await?
        .ok_or(Error::Missing)?;
    let connections = integrations::cards(&mut db, world, dealer, now).await?;
    let sessions = store::signups::list(&mut db, dealer).await?;
    let open = sessions
        .iter()
        .find(|signup| signup.ended_at.is_none() && (signup.waba_id.is_some() || signup.expires_at > now));
    let checklist = checklist::of(&mut db, dealer, &sessions).await?;
    let open = match open {
        // The link lets its holder act; an agent may only look.
        Some(signup) if actor.owned_dealer().is_ok() => {
            Some(signups::open_signup(&mut db, world, signup, now).await?)
        }
        _ => None,
    };
    Ok(Home {
        dealer_name: row.name,
        checklist,
        connections,
        open,
        blocked: signups::blocked(&mut db, world, dealer, now).await?,
        now,
    })
}
