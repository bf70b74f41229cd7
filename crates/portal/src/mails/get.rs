use domain::{MailId, mail::Mail};

use crate::{Actor, Error, Result, World};

/// One mail. For admins: mails hold links that open accounts.
pub async fn get(world: &World, actor: &Actor, id: &MailId) -> Result<Mail> {
    actor.admin()?;
    let mut db = world.store.read().await?;
    let row = store::mails::get(&mut db, id).await?.ok_or(Error::Missing)?;
    Ok(row.mail)
}
