use domain::{ContactId, Lang, say::signup as words};

use super::{erase, open};
use crate::{Actor, Error, Result, World, contact_views};

/// As [`erase`], by somebody who typed the buyer's name as it is shown to confirm it. For the dealer's owners.
pub async fn erase_confirmed(world: &World, actor: &Actor, id: &ContactId, confirmation: &str) -> Result<()> {
    actor.owned_dealer()?;
    let lang = Lang::default();
    let contact = open::seen(&mut world.store.read().await?, actor, id).await?;
    let name = contact_views::name(lang, &contact);
    // Spaces in a row are one on a page.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if contact.erased_at.is_none() && plain(confirmation) != plain(&name) {
        return Err(Error::field("confirmation", words::name_typed_wrong(lang, &name)));
    }
    erase(world, actor, id).await
}
