use domain::{Code, ConversationId, DealerId, Lang, say};
use store::{Db, conversations::Conversation};

use crate::{Error, Result, World};

/// One of the dealer's conversations, held until the write ends: nobody else changes it meanwhile.
pub(super) struct Held {
    /// As it is.
    pub row: Conversation,
    /// The count that this write is.
    pub seq: i64,
}

/// Takes hold of a conversation. The first thing in every write to one.
pub(super) async fn hold(db: &mut Db, dealer: &DealerId, id: &ConversationId) -> Result<Held> {
    let seq = store::inboxes::next(db, dealer).await?;
    let row = store::conversations::get(db, dealer, id)
        .await?
        .ok_or(Error::Missing)?;
    Ok(Held { row, seq })
}

/// Passes unless everything about the buyer of a conversation was erased: nothing new is written down about them.
pub(super) async fn not_erased(db: &mut Db, conversation: &Conversation) -> Result<()> {
    let contact = store::contacts::get(db, &conversation.dealer_id, &conversation.contact_id).await?;
    if contact.is_none_or(|contact| contact.erased_at.is_some()) {
        return Err(Error::problem(
            Code::ContactStopped,
            say::sending::erased(Lang::default()),
        ));
    }
    Ok(())
}

impl Held {
    /// Stores it, ends the write, and lets the pages look again.
    pub async fn save(self, mut db: Db, world: &World) -> Result<()> {
        store::conversations::save(&mut db, &self.row.dealer_id, &self.row, self.seq).await?;
        db.commit().await?;
        world.changed.notify_waiters();
        Ok(())
    }
}
