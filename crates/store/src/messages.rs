//! Messages and notes. What came in keeps Twilio's time, what goes out the time it was written.

use domain::{
    ConversationId, DealerId, MessageId, PersonId, Timestamp,
    message::{Detail, Direction, Kind, Origin, Status},
};

use crate::{
    Cursor, Db, Error, Result,
    among::{self, on_list},
    shape::{self, count, maybe, maybe_code, maybe_moment, moment, plain, row, text},
    words,
};

row! {
    /// A message or a note.
    Message {
        /// Which.
        id: MessageId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// In which conversation.
        conversation_id: ConversationId = String, text;
        /// Which way.
        direction: Direction = String, |word: String| shape::word(&word, Direction::parse);
        /// Who wrote it.
        origin: Origin = String, |word: String| shape::word(&word, Origin::parse);
        /// Which person.
        author_id: Option<PersonId> = Option<String>, maybe;
        /// What it is.
        kind: Kind = String, |word: String| shape::word(&word, Kind::parse);
        /// Its words.
        body: String = String, plain;
        /// What else it brought.
        detail: Detail = String, detail;
        /// The client's name of it.
        request_id: Option<String> = Option<String>, plain;
        /// Twilio's name of it, `SM…` or `MM…`.
        sid: Option<String> = Option<String>, plain;
        /// How far it came; none for what came in and for notes.
        status: Option<Status> = Option<String>, |word: Option<String>| word.map(|word| shape::word(&word, Status::parse)).transpose();
        /// Twilio's code for why it failed.
        error_code: Option<u32> = Option<i64>, maybe_code;
        /// When it was last handed to Twilio.
        attempted_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// How often.
        attempts: u32 = i64, |n| Ok::<_, Error>(count(n));
        /// What Twilio asks for it: decimal text, negative.
        price: Option<String> = Option<String>, plain;
        /// Its currency.
        price_unit: Option<String> = Option<String>, plain;
        /// When it was written.
        at: Timestamp = i64, moment;
        /// The dealer's count of changes when it last changed.
        seq: i64 = i64, plain;
    }
}

impl Message {
    /// The words that are sent: a place without any is sent with its degrees, for Twilio refuses what says nothing.
    pub fn words(&self) -> String {
        let place = self.detail.location.as_ref().filter(|_| self.body.is_empty());
        place.map_or_else(
            || self.body.clone(),
            |place| format!("{}, {}", place.latitude, place.longitude),
        )
    }
}

fn detail(json: String) -> Result<Detail> {
    serde_json::from_str(&json).map_err(|_| Error::Corrupt(json))
}

/// Adds a message, and makes it findable. Answers whether it is new: one with the same `sid` or `request_id` stays as it is.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Message) -> Result<bool> {
    let json = serde_json::to_string(&new.detail).map_err(|why| Error::Corrupt(why.to_string()))?;
    let added = on!(db, |c| {
        sqlx::query(
        "insert into messages (id, dealer_id, conversation_id, direction, origin, author_id, kind, body, detail, \
         request_id, sid, status, error_code, attempted_at, attempts, price, price_unit, at, seq) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
         on conflict do nothing"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.conversation_id.as_str())
    .bind(new.direction.as_str())
    .bind(new.origin.as_str())
    .bind(new.author_id.as_ref().map(PersonId::as_str))
    .bind(new.kind.as_str())
    .bind(&new.body)
    .bind(json)
    .bind(new.request_id.as_deref())
    .bind(new.sid.as_deref())
    .bind(new.status.map(Status::as_str))
    .bind(new.error_code.map(i64::from))
    .bind(new.attempted_at.map(|at| at.0))
    .bind(i64::from(new.attempts))
    .bind(new.price.as_deref())
    .bind(new.price_unit.as_deref())
    .bind(new.at.0)
    .bind(new.seq)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    if added > 0 {
        words::insert_message(db, dealer, new).await?;
    }
    Ok(added > 0)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<Option<Message>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's message of that Twilio name.
pub async fn find_by_sid(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<Option<Message>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and sid = $2"
    ))
    .bind(dealer.as_str())
    .bind(sid)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's message of that client's name.
pub async fn find_by_request(db: &mut Db, dealer: &DealerId, request_id: &str) -> Result<Option<Message>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and request_id = $2"
    ))
    .bind(dealer.as_str())
    .bind(request_id)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The messages of a conversation before the cursor, newest first.
pub async fn list(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
    before: &Cursor,
    limit: u32,
) -> Result<Vec<Message>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and conversation_id = $2 and (at, id) < ($3, $4) \
         order by at desc, id desc limit $5"
    ))
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .bind(before.at.0)
    .bind(&before.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Twilio's name of the buyer's last message.
pub async fn last_inbound_sid(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Option<String>> {
    let sid: Option<Option<String>> = on!(db, |c| sqlx::query_scalar(
        "select sid from messages where dealer_id = $1 and conversation_id = $2 and direction = 'in' \
         order by at desc, id desc limit 1"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(sid.flatten())
}

/// The first message of a conversation that waits to be sent.
pub async fn next_waiting(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Option<Message>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and conversation_id = $2 and status = 'waiting' \
         order by at, id limit 1"
    ))
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Conversations of any dealer in which something waits to be sent since before `before`. For the sweep.
pub async fn list_waiting(
    db: &mut Db,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(DealerId, ConversationId)>> {
    let rows: Vec<(String, String)> = on!(db, |c| {
        sqlx::query_as(
            "select dealer_id, conversation_id from messages where status = 'waiting' and at < $1 \
         group by dealer_id, conversation_id order by min(at) limit $2",
        )
        .bind(before.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *c)
        .await
    })?;
    rows.into_iter()
        .map(|(dealer, conversation)| Ok((text(dealer)?, text(conversation)?)))
        .collect()
}

/// Those of a conversation that were handed to Twilio and have no answer.
pub async fn list_unanswered(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Vec<Message>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and conversation_id = $2 and direction = 'out' and sid is null \
         and attempted_at is not null and status in ('waiting', 'unknown')"
    ))
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// Twilio's names of all earlier tries in a conversation that failed.
pub async fn list_tried(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Vec<String>> {
    let rows: Vec<String> = on!(db, |c| sqlx::query_scalar(
        "select detail from messages where dealer_id = $1 and conversation_id = $2 and attempts > 1 \
         and direction = 'out'"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_all(&mut *c)
    .await)?;
    let details: Vec<Detail> = rows.into_iter().map(detail).collect::<Result<_>>()?;
    Ok(details.into_iter().flat_map(|detail| detail.tried).collect())
}

/// Those that changed after the count `seq`, in the order of their changes.
pub async fn list_changed(db: &mut Db, dealer: &DealerId, seq: i64, limit: u32) -> Result<Vec<Message>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id = $1 and seq > $2 order by seq limit $3"
    ))
    .bind(dealer.as_str())
    .bind(seq)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Stores how a message of ours stands with Twilio: its names there, status, code, attempts and price. The caller has
/// read the row in the same write, after [`crate::inboxes::next`].
pub async fn save_delivery(db: &mut Db, dealer: &DealerId, one: &Message, seq: i64) -> Result<()> {
    let json = serde_json::to_string(&one.detail).map_err(|why| Error::Corrupt(why.to_string()))?;
    Ok(on!(db, |c| {
        sqlx::query(
        "update messages set sid = $3, status = $4, error_code = $5, attempted_at = $6, attempts = $7, price = $8, \
         price_unit = $9, seq = $10, detail = $11 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(one.sid.as_deref())
    .bind(one.status.map(Status::as_str))
    .bind(one.error_code.map(i64::from))
    .bind(one.attempted_at.map(|at| at.0))
    .bind(i64::from(one.attempts))
    .bind(one.price.as_deref())
    .bind(one.price_unit.as_deref())
    .bind(seq)
    .bind(json)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Notes that something that hangs on a message has changed.
pub async fn touch(db: &mut Db, dealer: &DealerId, id: &MessageId, seq: i64) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update messages set seq = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// When somebody of the dealer's last wrote to the buyer.
pub async fn last_answer_at(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
) -> Result<Option<Timestamp>> {
    let at: Option<i64> = on!(db, |c| sqlx::query_scalar(
        "select at from messages where dealer_id = $1 and conversation_id = $2 and direction = 'out' \
         and origin = 'person' order by at desc limit 1"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(at.map(Timestamp))
}

/// The words and kinds of the messages with these Twilio names: for what quotes them.
pub async fn list_quoted(
    db: &mut Db,
    dealer: &DealerId,
    sids: &[&str],
) -> Result<Vec<(String, String, Kind)>> {
    let sids = among::list(sids.iter().copied());
    let rows: Vec<(String, String, String)> = on_list!(db, |c| sqlx::query_as(concat!(
        "select sid, body, kind from messages where dealer_id = $1 and sid in ",
        among!("$2")
    ))
    .bind(dealer.as_str())
    .bind(sids)
    .fetch_all(&mut *c)
    .await)?;
    let quoted =
        |(sid, body, kind): (String, String, String)| Ok((sid, body, shape::word(&kind, Kind::parse)?));
    rows.into_iter().map(quoted).collect()
}

/// Those of the dealer's that are named.
pub async fn list_of(db: &mut Db, dealer: &DealerId, ids: &[&MessageId]) -> Result<Vec<Message>> {
    let ids = among::list(ids.iter().map(|id| id.as_str()));
    let rows: Vec<Raw> = on_list!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from messages where dealer_id || '' = $1 and id in ",
        among!("$2")
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}
