//! Each time a person ended a buyer's wait: how long buyers wait for a first reply, by person and day.

use domain::{ConversationId, DealerId, PersonId, Timestamp};

use crate::{Db, Result};

/// A wait that ended.
#[derive(Debug)]
pub struct NewReply<'a> {
    /// Its id.
    pub id: &'a str,
    /// In which conversation.
    pub conversation: &'a ConversationId,
    /// Who ended it.
    pub person: &'a PersonId,
    /// When it began.
    pub waited_since: Timestamp,
    /// When it ended.
    pub replied_at: Timestamp,
}

/// Notes that a wait ended.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewReply<'_>) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into replies (id, dealer_id, conversation_id, person_id, waited_since, replied_at) \
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(new.id)
    .bind(dealer.as_str())
    .bind(new.conversation.as_str())
    .bind(new.person.as_str())
    .bind(new.waited_since.0)
    .bind(new.replied_at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
