//! What one buyer and one number of a dealer say to each other.
//!
//! A write begins with [`crate::inboxes::next`], which keeps every other write to this inbox waiting; then a row may
//! be read, changed and saved whole.

use domain::{
    ContactId, ConversationId, DealerId, NumberId, PersonId, Timestamp,
    conversation::{ConversationState, place},
    message::{Direction, Kind, Status},
};

use crate::{
    Db, Result,
    shape::{self, count, maybe, maybe_moment, moment, plain, row, text},
};

row! {
    /// A conversation.
    Conversation {
        /// Which.
        id: ConversationId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// With whom.
        contact_id: ContactId = String, text;
        /// From which number.
        number_id: NumberId = String, text;
        /// Whether somebody has to look at it.
        state: ConversationState = String, |word: String| shape::word(&word, ConversationState::parse);
        /// When it opens again.
        snoozed_until: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Whose it is.
        assignee_id: Option<PersonId> = Option<String>, maybe;
        /// The buyer's messages that nobody has looked at.
        unread: u32 = i64, |n| Ok::<_, crate::Error>(count(n));
        /// Since when the buyer waits for an answer of a person.
        waiting_since: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When the buyer last wrote.
        last_inbound_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When the last message was.
        last_at: Timestamp = i64, moment;
        /// Its words, on one line.
        last_text: String = String, plain;
        /// What it is.
        last_kind: Kind = String, |word: String| shape::word(&word, Kind::parse);
        /// Which way it went.
        last_direction: Direction = String, |word: String| shape::word(&word, Direction::parse);
        /// How far it came.
        last_status: Option<Status> = Option<String>, |word: Option<String>| word.map(|word| shape::word(&word, Status::parse)).transpose();
        /// Its place in the list.
        place: i64 = i64, plain;
        /// The dealer's count of changes when it last changed.
        seq: i64 = i64, plain;
        /// The first message.
        created_at: Timestamp = i64, moment;
    }
}

/// Adds a conversation; its place in the list follows from the rest.
///
/// # Errors
/// [`crate::Error::Taken`] if buyer and number have one.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Conversation) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into conversations (id, dealer_id, contact_id, number_id, state, snoozed_until, assignee_id, unread, \
         waiting_since, last_inbound_at, last_at, last_text, last_kind, last_direction, last_status, place, seq, \
         created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.contact_id.as_str())
    .bind(new.number_id.as_str())
    .bind(new.state.as_str())
    .bind(new.snoozed_until.map(|at| at.0))
    .bind(new.assignee_id.as_ref().map(PersonId::as_str))
    .bind(i64::from(new.unread))
    .bind(new.waiting_since.map(|at| at.0))
    .bind(new.last_inbound_at.map(|at| at.0))
    .bind(new.last_at.0)
    .bind(&new.last_text)
    .bind(new.last_kind.as_str())
    .bind(new.last_direction.as_str())
    .bind(new.last_status.map(Status::as_str))
    .bind(place(new.waiting_since, new.last_at))
    .bind(new.seq)
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &ConversationId) -> Result<Option<Conversation>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The one of a buyer and a number.
pub async fn find(
    db: &mut Db,
    dealer: &DealerId,
    contact: &ContactId,
    number: &NumberId,
) -> Result<Option<Conversation>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id = $1 and contact_id = $2 and number_id = $3"
    ))
    .bind(dealer.as_str())
    .bind(contact.as_str())
    .bind(number.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Stores everything about a conversation that can change; its place in the list follows from the rest. `seq` is the
/// count that this write began with.
pub async fn save(db: &mut Db, dealer: &DealerId, one: &Conversation, seq: i64) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update conversations set state = $3, snoozed_until = $4, assignee_id = $5, unread = $6, \
         waiting_since = $7, last_inbound_at = $8, last_at = $9, last_text = $10, last_kind = $11, \
         last_direction = $12, last_status = $13, place = $14, seq = $15 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(one.state.as_str())
    .bind(one.snoozed_until.map(|at| at.0))
    .bind(one.assignee_id.as_ref().map(PersonId::as_str))
    .bind(i64::from(one.unread))
    .bind(one.waiting_since.map(|at| at.0))
    .bind(one.last_inbound_at.map(|at| at.0))
    .bind(one.last_at.0)
    .bind(&one.last_text)
    .bind(one.last_kind.as_str())
    .bind(one.last_direction.as_str())
    .bind(one.last_status.map(Status::as_str))
    .bind(place(one.waiting_since, one.last_at))
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Those that changed after the count `seq`, in the order of their changes.
pub async fn list_changed(db: &mut Db, dealer: &DealerId, seq: i64, limit: u32) -> Result<Vec<Conversation>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id = $1 and seq > $2 order by seq limit $3"
    ))
    .bind(dealer.as_str())
    .bind(seq)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Those of a buyer, the oldest first.
pub async fn list_of_contact(
    db: &mut Db,
    dealer: &DealerId,
    contact: &ContactId,
) -> Result<Vec<Conversation>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id = $1 and contact_id = $2 order by created_at, id"
    ))
    .bind(dealer.as_str())
    .bind(contact.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Gives a conversation to another contact of the dealer, who turned out to be the same person.
pub async fn set_contact(
    db: &mut Db,
    dealer: &DealerId,
    id: &ConversationId,
    contact: &ContactId,
    seq: i64,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update conversations set contact_id = $3, seq = $4 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(contact.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

// After `row!`, whose list of columns it uses.
mod views;

pub use views::{count_views, list, list_of, list_with, top};
