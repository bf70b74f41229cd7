use domain::{Code, Lang, say};
use secrecy::SecretString;
use store::invitations::Kind;

use super::{
    read_invitation::usable,
    session::{self, SignedIn},
};
use crate::{
    Error, From, Result, World,
    audit::{Line, What},
    limits::SIGN_IN_ACCOUNT,
    passwords,
};

/// Longest name of a person, in characters.
const NAME: usize = 80;

/// Sets the password through an invitation or reset link, ends the person's other sessions, and signs in. `name` is
/// for first passwords. For whoever holds the link, once.
pub async fn accept_invitation(
    world: &World,
    token: &str,
    name: Option<&str>,
    password: &SecretString,
    from: From,
) -> Result<SignedIn> {
    let now = world.clock.now();
    let lang = Lang::default();
    let mut db = world.store.read().await?;
    let (link, person) = usable(&mut db, token, now).await?;
    drop(db);

    let name = name.map(str::trim).filter(|name| !name.is_empty());
    if name.is_some_and(|name| name.chars().count() > NAME || name.chars().any(char::is_control)) {
        return Err(Error::field("name", say::people::name_long(lang, NAME)));
    }
    if let Some(fault) = passwords::fault(lang, password, &person.email) {
        return Err(Error::field("password", fault));
    }
    let hash = world.passwords.hash(&world.chance, password).await?;

    let mut db = world.store.write().await?;
    if let (Kind::First, Some(dealer)) = (link.kind, &person.dealer) {
        // Open desks learn who else is there.
        store::inboxes::next_anew(&mut db, dealer).await?;
    }
    // Of two that hold the same link, the second comes too late.
    if !store::invitations::mark_used(&mut db, &link.id, now).await? {
        return Err(Error::problem(Code::SessionExpired, say::people::link_used(lang)));
    }
    let person = store::people::get(&mut db, &person.id)
        .await?
        .ok_or(Error::Missing)?;
    if let Some(name) = name.filter(|_| link.kind == Kind::First) {
        store::people::set_name(&mut db, &person.id, name).await?;
    }
    store::people::set_password(&mut db, &person.id, &hash).await?;
    store::invitations::revoke_all(&mut db, &person.id, now).await?;
    store::logins::end_all(&mut db, &person.id, None, now).await?;
    SIGN_IN_ACCOUNT.reset(&mut db, &person.email).await?;
    let signed_in = session::begin(&mut db, world, now, &person, &from).await?;
    Line::new(match link.kind {
        Kind::First => What::InvitationAccepted,
        Kind::Reset => What::PasswordReset,
    })
    .by_name(&person.email, &from)
    .of(person.dealer.as_ref())
    .write(&mut db, world, now)
    .await?;
    db.commit().await?;
    world.changed.notify_waiters();
    Ok(signed_in)
}
