use domain::{MailId, Page, mail::Mail};
use leptos::prelude::*;

use crate::answer::Answer;

/// The outbox, newest first.
#[server]
pub async fn list_mails(#[server(default)] after: String) -> Answer<Page<Mail>> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::mails::list(&world(), &actor()?, after).await?)
}

/// One mail.
#[server]
pub async fn open_mail(id: MailId) -> Answer<Mail> {
    use crate::context::{actor, world};
    Ok(portal::mails::get(&world(), &actor()?, &id).await?)
}
