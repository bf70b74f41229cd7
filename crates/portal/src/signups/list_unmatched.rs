use domain::{Span, signup::Unmatched};

use crate::{Actor, Result, World, telephone};

/// How long ago a candidate's window may have been opened.
const RECENT: Span = Span::days(2);

/// Finishes that match no session. For admins and support.
pub async fn list_unmatched(world: &World, actor: &Actor) -> Result<Vec<Unmatched>> {
    actor.isv()?;
    let mut db = world.store.read().await?;
    let mut all = Vec::new();
    for row in store::unmatched::list(&mut db).await? {
        let mut candidates = Vec::new();
        for signup in store::signups::list_in_window(&mut db, row.at - RECENT).await? {
            let dealer = store::dealers::get(&mut db, &signup.dealer_id).await?;
            let number = signup
                .wanted
                .as_ref()
                .map(telephone::national)
                .unwrap_or_default();
            candidates.push((
                signup.id,
                dealer.map(|dealer| dealer.name).unwrap_or_default(),
                number,
            ));
        }
        all.push(Unmatched {
            id: row.id,
            at: row.at,
            waba_id: row.waba_id,
            business_id: row.business_id,
            candidates,
        });
    }
    Ok(all)
}
