use store::invitations::Kind;

use crate::{
    From, Result, World,
    address::fold,
    audit::{Line, What},
    invitations,
    limits::{RESET_ACCOUNT, RESET_ADDRESS, network},
    mails,
};

/// Mails a reset link if there is such a person; answers alike if not. Someone who has not accepted their invitation
/// gets that again.
///
/// # Errors
/// [`domain::Code::TooManyAttempts`], whether there is such a person or not.
pub async fn request_reset(world: &World, email: &str, from: From) -> Result<()> {
    let now = world.clock.now();
    let email = fold(email);
    let mut db = world.store.write().await?;
    RESET_ACCOUNT.count(&mut db, &email, now).await?;
    RESET_ADDRESS.count(&mut db, &network(&from.address), now).await?;
    if let Some(person) = store::people::find_by_email(&mut db, &email).await? {
        let kind = if person.password_hash.is_some() {
            Kind::Reset
        } else {
            Kind::First
        };
        let link = invitations::write(&mut db, world, now, &person.id, kind).await?;
        mails::letters::link(&mut db, world, now, &person, kind, &link).await?;
        Line::new(What::ResetAsked)
            .by_name(&person.email, &from)
            .of(person.dealer.as_ref())
            .write(&mut db, world, now)
            .await?;
    }
    db.commit().await?;
    world.work.notify_one();
    Ok(())
}
