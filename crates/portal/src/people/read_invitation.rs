use domain::{Code, Lang, Timestamp, account::Invitation, say};
use store::{
    Db,
    invitations::{Kind, Row},
    people::Person,
};

use crate::{Error, Result, World, brands, invitations::token_hash};

/// What an invitation or reset link is for. For whoever holds the link; changes nothing.
///
/// # Errors
/// [`Code::LinkInvalid`], [`Code::SessionExpired`] (also when it was used) or [`Code::SessionRevoked`].
pub async fn read_invitation(world: &World, token: &str) -> Result<Invitation> {
    let mut db = world.store.read().await?;
    let (link, person) = usable(&mut db, token, world.clock.now()).await?;
    let to = match &person.dealer {
        Some(dealer) => {
            store::dealers::get(&mut db, dealer)
                .await?
                .ok_or(Error::Missing)?
                .name
        }
        None => brands::get(&mut db, &brands::default_id()).await?.brand.name,
    };
    Ok(Invitation {
        email: person.email,
        to,
        role: person.role,
        first: link.kind == Kind::First,
        expires: link.expires_at,
    })
}

/// The link with its person, if it still works.
pub(super) async fn usable(db: &mut Db, token: &str, now: Timestamp) -> Result<(Row, Person)> {
    let lang = Lang::default();
    let invalid = || Error::problem(Code::LinkInvalid, say::people::link_invalid(lang));
    let link = store::invitations::find_by_token(db, &token_hash(token))
        .await?
        .ok_or_else(invalid)?;
    if link.revoked_at.is_some() {
        return Err(Error::problem(
            Code::SessionRevoked,
            say::people::link_revoked(lang),
        ));
    }
    if link.used_at.is_some() {
        return Err(Error::problem(Code::SessionExpired, say::people::link_used(lang)));
    }
    if link.expires_at <= now {
        return Err(Error::problem(
            Code::SessionExpired,
            say::people::link_expired(lang),
        ));
    }
    let person = store::people::get(db, &link.person).await?.ok_or_else(invalid)?;
    Ok((link, person))
}
