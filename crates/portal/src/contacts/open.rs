use domain::{
    ContactId, DealerId, Lang,
    contact::{ContactPage, Talk},
};
use store::{Db, contacts::Contact};

use crate::{Actor, Error, Result, World, contact_views, telephone};

/// A buyer's page. For the dealer's people.
pub async fn open(world: &World, actor: &Actor, id: &ContactId) -> Result<ContactPage> {
    let mut db = world.store.read().await?;
    let contact = seen(&mut db, actor, id).await?;
    Ok(ContactPage {
        talks: talks(&mut db, &contact.dealer_id, id).await?,
        erased_at: contact.erased_at,
        may_erase: actor.owned_dealer().is_ok() && contact.erased_at.is_none(),
        contact: contact_views::view(Lang::default(), contact),
    })
}

/// A buyer of the actor's dealer.
pub(super) async fn seen(db: &mut Db, actor: &Actor, id: &ContactId) -> Result<Contact> {
    actor.person()?;
    let found = store::contacts::get(db, actor.dealer()?, id).await?;
    found.ok_or(Error::Missing)
}

async fn talks(db: &mut Db, dealer: &DealerId, id: &ContactId) -> Result<Vec<Talk>> {
    let mut talks = Vec::new();
    for conversation in store::conversations::list_of_contact(db, dealer, id).await? {
        let number = store::numbers::get(db, dealer, &conversation.number_id).await?;
        talks.push(Talk {
            number: number
                .map(|number| telephone::international(&number.number))
                .unwrap_or_default(),
            conversation: conversation.id,
            last_at: conversation.last_at,
            last: conversation.last_text,
        });
    }
    Ok(talks)
}
