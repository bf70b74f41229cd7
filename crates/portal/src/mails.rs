//! Mails.

use domain::{MailId, Page, mail::Mail};

use crate::{Actor, Result, World};

/// The outbox, newest first. For admins.
pub async fn list(_world: &World, _actor: &Actor, _after: Option<&str>) -> Result<Page<Mail>> {
    todo!()
}

/// One mail. For admins.
pub async fn get(_world: &World, _actor: &Actor, _id: &MailId) -> Result<Mail> {
    todo!()
}
