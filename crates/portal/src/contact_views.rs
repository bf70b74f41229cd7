//! Contacts in the words of the pages. Every feature that shows a buyer makes them here.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::{E164, Lang, contact::ContactView, say::desk as words};
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

/// What is known of a buyer, in short: another number once anything that a page shows of them is another.
pub(crate) fn known(contact: &Contact) -> u32 {
    let mut hasher = DefaultHasher::new();
    (&contact.own_name, &contact.profile_name, &contact.notes).hash(&mut hasher);
    (contact.phone.as_ref().map(E164::as_str), contact.consent.as_str()).hash(&mut hasher);
    (&contact.consent_how, &contact.stopped_word).hash(&mut hasher);
    contact.stopped_at.map(|at| at.0).hash(&mut hasher);
    let [a, b, c, d, ..] = hasher.finish().to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// A buyer as the pages show them.
pub(crate) fn view(lang: Lang, contact: Contact) -> ContactView {
    ContactView {
        name: name(lang, &contact),
        known: known(&contact),
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
