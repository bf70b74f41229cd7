use domain::{Page, mail::Mail};
use store::Cursor;

use crate::{Actor, Result, World, pages};

const PAGE: usize = 50;

/// The outbox, newest first. For admins: mails hold links that open accounts.
pub async fn list(world: &World, actor: &Actor, after: Option<&str>) -> Result<Page<Mail>> {
    actor.admin()?;
    let mut db = world.store.read().await?;
    let rows = store::mails::list_all(&mut db, &Cursor::read(after), pages::limit(PAGE)).await?;
    let page = pages::cut(rows, PAGE, |row| (row.mail.at, row.mail.id.as_str()));
    Ok(page.map(|row| row.mail))
}
