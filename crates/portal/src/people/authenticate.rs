use domain::{Span, account::Me};
use store::logins;

use super::session;
use crate::{Actor, From, Result, World, brands, invitations::token_hash};

/// How exactly we know when a session was last used; every request would otherwise be a write.
const SEEN: Span = Span::minutes(1);

/// Who the cookie is, or `None`. Moves the session's idle expiry. Asked on every request: one query, and at most
/// once a minute one write.
pub async fn authenticate(world: &World, cookie: &str, from: From) -> Result<Option<(Actor, Me)>> {
    let now = world.clock.now();
    let mut db = world.store.read().await?;
    let found = logins::find_by_secret(&mut db, &token_hash(cookie), &brands::default_id(), now).await?;
    drop(db);
    let Some(found) = found else {
        return Ok(None);
    };
    if found.seen_at + SEEN <= now {
        let idle_until = now + session::idle(found.role);
        let mut db = world.store.write().await?;
        let browser = session::browser(&from);
        logins::mark_seen(&mut db, &found.login, now, idle_until, &from.address, &browser).await?;
        db.commit().await?;
    }
    let (dealer, dealer_name) = found.dealer.unzip();
    let me = Me {
        id: found.person.clone(),
        name: if found.name.is_empty() {
            found.email.clone()
        } else {
            found.name
        },
        email: found.email.clone(),
        role: found.role,
        dealer: dealer.clone(),
        dealer_name,
        brand: found.brand,
    };
    let actor = Actor::Person {
        id: found.person,
        role: found.role,
        dealer,
        email: found.email,
        login: found.login,
        from,
    };
    Ok(Some((actor, me)))
}
