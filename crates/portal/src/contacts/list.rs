use std::collections::BTreeMap;

use domain::{
    Lang, Page,
    contact::{ContactList, ContactRow},
};
use store::{Cursor, contacts::Contact};

use crate::{Actor, Result, World, contact_views, telephone};

const PAGE: usize = 50;

/// The dealer's buyers, the latest first; with words, those whose name or number begins so. For the dealer's people.
pub async fn list(world: &World, actor: &Actor, search: &str, after: Option<&str>) -> Result<ContactList> {
    actor.person()?;
    let dealer = actor.dealer()?;
    let mut db = world.store.read().await?;
    let page = if search.trim().is_empty() {
        let limit = crate::pages::limit(PAGE);
        let rows = store::contacts::list(&mut db, dealer, &Cursor::read(after), limit).await?;
        crate::pages::cut(rows, PAGE, |row| (row.created_at, row.id.as_str()))
    } else {
        let asked = store::words::Asked::of(search);
        let ids = store::words::find_contacts(&mut db, dealer, &asked, crate::pages::limit(PAGE)).await?;
        let found = store::contacts::list_of(&mut db, dealer, &ids.iter().collect::<Vec<_>>()).await?;
        let mut found: BTreeMap<_, _> = found.into_iter().map(|row| (row.id.clone(), row)).collect();
        // In the order of the search.
        let rows = ids.iter().filter_map(|id| found.remove(id)).collect();
        Page { rows, next: None }
    };
    Ok(ContactList {
        page: page.map(row),
        keep_days: store::retentions::get(&mut db, dealer).await?,
        may_set: actor.owned_dealer().is_ok(),
    })
}

fn row(contact: Contact) -> ContactRow {
    ContactRow {
        name: contact_views::name(Lang::default(), &contact),
        phone: contact.phone.as_ref().map(telephone::international),
        since: contact.created_at,
        stopped: contact.stopped_at.is_some(),
        id: contact.id,
    }
}
