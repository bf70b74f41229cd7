use domain::{Code, Lang, Span, say::keys as words};

use crate::{Actor, Error, From, Result, World, invitations::token_hash};

/// How exactly we know when a key was last used; every request would otherwise be a write.
const USED: Span = Span::minutes(1);

/// Who comes with that key. For the API's routes.
///
/// # Errors
/// [`Code::SignInNeeded`] for a key that is nobody's, or was withdrawn.
pub async fn authenticate(world: &World, secret: &str, from: From) -> Result<Actor> {
    let now = world.clock.now();
    let hash = token_hash(secret);
    let found = store::api_keys::find_by_secret(&mut world.store.read().await?, &hash).await?;
    let found = found.ok_or_else(|| Error::problem(Code::SignInNeeded, words::wrong(Lang::default())))?;
    if found.used_at.is_none_or(|at| at + USED <= now) {
        let mut db = world.store.write().await?;
        store::api_keys::mark_used(&mut db, &found.dealer, &found.id, now).await?;
        db.commit().await?;
    }
    Ok(Actor::Program {
        dealer: found.dealer,
        name: format!("API key {}", found.name),
        from,
    })
}
