use domain::{Code, Lang, SignupId, say::signup as words};

use super::link;
use crate::{Actor, Error, From, Result, World, vault::TokenFault};

/// Who the holder of a link is. Checks MAC, expiry and revocation; changes nothing.
pub async fn enter(world: &World, token: &str, from: From) -> Result<Actor> {
    let lang = Lang::default();
    let now = world.clock.now();
    let invalid = || Error::problem(Code::LinkInvalid, words::link_invalid(lang));
    let id = match world.vault.read_token(link::PURPOSE, token, now) {
        Ok(id) => id,
        Err(TokenFault::Forged) => return Err(invalid()),
        Err(TokenFault::Expired(_)) => {
            return Err(Error::problem(Code::SessionExpired, words::link_expired(lang)));
        }
    };
    let id: SignupId = id.parse().map_err(|_| invalid())?;
    let signup = store::signups::find_by_id(&mut world.store.read().await?, &id).await?;
    let signup = signup.ok_or_else(invalid)?;
    if signup.revoked_at.is_some() {
        return Err(Error::problem(Code::SessionRevoked, words::link_revoked(lang)));
    }
    Ok(Actor::Link {
        signup: signup.id,
        dealer: signup.dealer_id,
        from,
    })
}
