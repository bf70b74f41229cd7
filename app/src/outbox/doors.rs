use domain::{MailId, Page, mail::Mail};
use leptos::prelude::*;

use crate::answer::Answer;

/// The outbox, newest first.
#[server]
pub async fn load_mails(after: Option<String>) -> Answer<Page<Mail>> {
    use crate::context::{actor, world};
    Ok(portal::mails::list(&world(), &actor()?, after.as_deref()).await?)
}

/// One mail.
#[server]
pub async fn load_mail(id: MailId) -> Answer<Mail> {
    use crate::context::{actor, world};
    Ok(portal::mails::get(&world(), &actor()?, &id).await?)
}
