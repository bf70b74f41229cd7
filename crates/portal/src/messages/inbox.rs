use std::collections::BTreeMap;

use domain::{DealerId, E164, MessageId, NumberId};
use store::{Db, offices::Office};

use crate::{Error, Result, World, bell};

/// A write to a dealer's inbox, for as many messages as it takes: what is the same for all of them is asked once.
pub(crate) struct Inbox<'a> {
    pub(super) world: &'a World,
    pub(super) dealer: &'a DealerId,
    /// The count that this write began with.
    pub(super) seq: i64,
    numbers: BTreeMap<E164, NumberId>,
    #[expect(
        clippy::option_option,
        reason = "not asked for yet, and asked for in vain, are two things"
    )]
    office: Option<Option<Office>>,
    is_listened_to: Option<bool>,
}

impl<'a> Inbox<'a> {
    /// Counts on, which makes every other write to this inbox wait for the end of this one.
    pub(crate) async fn open(db: &mut Db, world: &'a World, dealer: &'a DealerId) -> Result<Self> {
        Ok(Self {
            world,
            dealer,
            seq: store::inboxes::next(db, dealer).await?,
            numbers: BTreeMap::new(),
            office: None,
            is_listened_to: None,
        })
    }

    /// The dealer's number that was written to. One that is disconnected, or was let go, still has its
    /// conversations.
    pub(super) async fn number(&mut self, db: &mut Db, to: &E164) -> Result<NumberId> {
        if let Some(known) = self.numbers.get(to) {
            return Ok(known.clone());
        }
        let sender = store::senders::find_by_number(db, self.dealer, to).await?;
        let found = if let Some(sender) = sender {
            Some(sender.number_id)
        } else {
            let number = store::numbers::find_newest(db, self.dealer, to).await?;
            number.map(|number| number.id)
        };
        // Tried again: the row of a number that is just being connected may be on its way.
        let found = found.ok_or_else(|| {
            Error::Internal(format!("a message to {to}, which is no number of this dealer"))
        })?;
        self.numbers.insert(to.clone(), found.clone());
        Ok(found)
    }

    /// When the dealer's people are there, if they ever said.
    pub(super) async fn office(&mut self, db: &mut Db) -> Result<Option<&Office>> {
        if self.office.is_none() {
            self.office = Some(store::offices::get(db, self.dealer).await?);
        }
        Ok(self.office.as_ref().and_then(Option::as_ref))
    }

    /// Has people told of a message, if any of them wants to be.
    pub(super) async fn ring(&mut self, db: &mut Db, message: &MessageId) -> Result<()> {
        let is_any = match self.is_listened_to {
            Some(is_any) => is_any,
            None => bell::is_listened_to(db, self.dealer).await?,
        };
        self.is_listened_to = Some(is_any);
        if is_any {
            bell::tell(db, self.world, self.dealer, message).await?;
        }
        Ok(())
    }
}
