use domain::{Lang, say};
use secrecy::SecretString;

use crate::{
    Actor, Error, Result, World,
    audit::{Line, What},
    limits::SIGN_IN_ACCOUNT,
    passwords,
};

/// Sets a new password and ends the other sessions. For everyone signed in, who give the old one.
pub async fn change_password(
    world: &World,
    actor: &Actor,
    old: &SecretString,
    new: &SecretString,
) -> Result<()> {
    let (id, login) = actor.person()?;
    let now = world.clock.now();
    let lang = Lang::default();

    let mut db = world.store.write().await?;
    let person = store::people::get(&mut db, id).await?.ok_or(Error::Missing)?;
    if let Some(fault) = passwords::fault(lang, new, &person.email) {
        return Err(Error::field("new", fault));
    }
    // The same count as signing in: a stolen session is no way around it.
    SIGN_IN_ACCOUNT.count(&mut db, &person.email, now).await?;
    db.commit().await?;

    if !world
        .passwords
        .check(old, person.password_hash.as_deref())
        .await?
    {
        return Err(Error::field("old", say::people::old_password_wrong(lang)));
    }
    let hash = world.passwords.hash(&world.chance, new).await?;

    let mut db = world.store.write().await?;
    if store::people::get(&mut db, id).await?.as_ref() != Some(&person) {
        return Err(Error::Conflict("the person was changed meanwhile".into()));
    }
    SIGN_IN_ACCOUNT.reset(&mut db, &person.email).await?;
    store::people::set_password(&mut db, id, &hash).await?;
    store::invitations::revoke_all(&mut db, id, now).await?;
    store::logins::end_all(&mut db, id, Some(login), now).await?;
    Line::new(What::PasswordChanged)
        .by(actor)
        .of(person.dealer.as_ref())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(())
}
