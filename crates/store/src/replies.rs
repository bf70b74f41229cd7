//! Each time a person ended a buyer's wait: how long buyers wait for a first reply, by person and day.

use domain::{ConversationId, DealerId, PersonId, Timestamp};

use crate::{Db, Result, shape};

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

/// A wait that ended, as it was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who ended it.
    pub person: PersonId,
    /// When it began.
    pub waited_since: Timestamp,
    /// When it ended.
    pub replied_at: Timestamp,
}

/// The first wait of a conversation's that ended.
pub async fn find_first(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Option<Reply>> {
    let row: Option<(String, String, i64, i64)> = on!(db, |c| sqlx::query_as(
        "select conversation_id, person_id, waited_since, replied_at from replies \
         where dealer_id = $1 and conversation_id = $2 order by replied_at limit 1"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    row.map(reply).transpose()
}

/// Those of a dealer that ended since then, the latest first.
pub async fn list(db: &mut Db, dealer: &DealerId, since: Timestamp, limit: u32) -> Result<Vec<Reply>> {
    let rows: Vec<(String, String, i64, i64)> = on!(db, |c| sqlx::query_as(
        "select conversation_id, person_id, waited_since, replied_at from replies \
         where dealer_id = $1 and replied_at >= $2 order by replied_at desc limit $3"
    )
    .bind(dealer.as_str())
    .bind(since.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(reply).collect()
}

fn reply((conversation, person, since, at): (String, String, i64, i64)) -> Result<Reply> {
    Ok(Reply {
        conversation: shape::text(conversation)?,
        person: shape::text(person)?,
        waited_since: Timestamp(since),
        replied_at: Timestamp(at),
    })
}
