//! Contacts in the words of the pages. Every feature that shows a buyer makes them here.

use domain::{Lang, contact::ContactView, say::desk as words};
use store::contacts::Contact;

use crate::telephone;

/// What a buyer is called: by the dealer, else by themself, else by their number.
pub(crate) fn name(lang: Lang, contact: &Contact) -> String {
    let called = contact.own_name.as_ref().or(contact.profile_name.as_ref());
    let called = called.filter(|name| !name.trim().is_empty()).cloned();
    let number = || contact.phone.as_ref().map(telephone::international);
    called
        .or_else(number)
        .unwrap_or_else(|| words::no_name(lang).to_owned())
}

/// A buyer as the pages show them.
pub(crate) fn view(lang: Lang, contact: Contact) -> ContactView {
    ContactView {
        name: name(lang, &contact),
        phone: contact.phone.as_ref().map(telephone::international),
        id: contact.id,
        profile_name: contact.profile_name,
        own_name: contact.own_name,
        notes: contact.notes,
        consent: contact.consent,
        consent_at: contact.consent_at,
        consent_how: contact.consent_how,
        stopped_at: contact.stopped_at,
        stopped_word: contact.stopped_word,
        since: contact.created_at,
    }
}
