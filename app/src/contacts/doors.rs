use domain::{
    ContactId,
    contact::{ContactList, ContactPage},
};
use leptos::prelude::*;

use crate::answer::Answer;

/// The dealer's buyers, the latest first, or those that a search finds.
#[server]
pub async fn list_contacts(
    #[server(default)] find: String,
    #[server(default)] after: String,
) -> Answer<ContactList> {
    use crate::context::{actor, world};
    let after = Some(after.as_str()).filter(|after| !after.is_empty());
    Ok(portal::contacts::list(&world(), &actor()?, &find, after).await?)
}

/// A buyer's page.
#[server]
pub async fn open_contact(id: ContactId) -> Answer<ContactPage> {
    use crate::context::{actor, world};
    Ok(portal::contacts::open(&world(), &actor()?, &id).await?)
}

/// Names a buyer and notes what is worth knowing. `was_…` is what the form was drawn with.
#[server]
pub async fn edit_contact(
    id: ContactId,
    #[server(default)] name: String,
    #[server(default)] notes: String,
    #[server(default)] was_name: String,
    #[server(default)] was_notes: String,
) -> Answer<()> {
    use crate::context::{actor, world};
    let was = Some((was_name, was_notes));
    let edit = portal::contacts::Edit { name, notes, was };
    Ok(portal::contacts::edit(&world(), &actor()?, &id, edit).await?)
}

/// Notes whether a buyer agreed to be written to.
#[server]
pub async fn set_consent(
    id: ContactId,
    consent: domain::contact::Consent,
    #[server(default)] how: String,
) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::contacts::set_consent(&world(), &actor()?, &id, consent, &how).await?)
}

/// Silences a buyer, or undoes it.
#[server]
pub async fn set_stopped(id: ContactId, stopped: bool) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::contacts::set_stopped(&world(), &actor()?, &id, stopped).await?)
}

/// Erases everything about a buyer. `confirmation` is their name as it is shown, typed.
#[server]
pub async fn erase_contact(id: ContactId, #[server(default)] confirmation: String) -> Answer<()> {
    use crate::context::{actor, world};
    Ok(portal::contacts::erase_confirmed(&world(), &actor()?, &id, &confirmation).await?)
}

/// Sets after how many days messages are erased; nothing keeps them.
#[server]
pub async fn set_keep_days(#[server(default)] days: String) -> Answer<()> {
    use crate::context::{actor, world};
    let days = days.trim();
    // What is no number is as wrong as one out of bounds.
    let days = (!days.is_empty()).then(|| days.parse().unwrap_or_default());
    Ok(portal::contacts::set_keep_days(&world(), &actor()?, days).await?)
}
