use domain::{Code, Lang, say};
use secrecy::SecretString;
use store::people::Person;

use super::session::{self, SignedIn};
use crate::{
    Error, From, Result, World,
    address::fold,
    audit::{Line, What},
    limits::{SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, network},
};

/// Checks mail and password. Wrong mail and wrong password answer alike, in the same time: either way one password is
/// checked against one hash, and one line is written.
pub async fn sign_in(world: &World, email: &str, password: &SecretString, from: From) -> Result<SignedIn> {
    let now = world.clock.now();
    let (email, network) = (fold(email), network(&from.address));

    let mut db = world.store.write().await?;
    SIGN_IN_ACCOUNT.count(&mut db, &email, now).await?;
    SIGN_IN_ADDRESS.count(&mut db, &network, now).await?;
    let person = store::people::find_by_email(&mut db, &email).await?;
    db.commit().await?;

    let hash = person.as_ref().and_then(|person| person.password_hash.as_deref());
    let right = world.passwords.check(password, hash).await?;

    let mut db = world.store.write().await?;
    let still = match &person {
        Some(person) => store::people::get(&mut db, &person.id).await?,
        None => None,
    };
    // Nobody gets in with a password that was changed, or a login that was taken away, while it was checked.
    let welcome: Option<&Person> = person
        .as_ref()
        .filter(|person| right && still.as_ref() == Some(person));
    let Some(person) = welcome else {
        // What strangers type is not kept: it may be a password in the wrong field.
        let who = person.as_ref().map_or("", |person| person.email.as_str());
        Line::new(What::SignInFailed)
            .by_name(who, &from)
            .of(person.as_ref().and_then(|person| person.dealer.as_ref()))
            .write(&mut db, world, now)
            .await?;
        db.commit().await?;
        return Err(Error::problem(
            Code::SignInFailed,
            say::people::sign_in_failed(Lang::default()),
        ));
    };
    SIGN_IN_ACCOUNT.reset(&mut db, &email).await?;
    SIGN_IN_ADDRESS.take_back(&mut db, &network, now).await?;
    let signed_in = session::begin(&mut db, world, now, person, &from).await?;
    Line::new(What::SignedIn)
        .by_name(&person.email, &from)
        .of(person.dealer.as_ref())
        .write(&mut db, world, now)
        .await?;
    db.commit().await?;
    Ok(signed_in)
}
