//! Words that a dealer sorts conversations by.

use domain::{
    ConversationId, DealerId, LabelId, Timestamp,
    conversation::{Colour, Label},
};

use crate::{
    Db, Result,
    among::{self, on_list},
    shape,
};

fn label((id, name, colour): (String, String, String)) -> Result<Label> {
    Ok(Label {
        id: shape::text(id)?,
        name,
        colour: shape::word(&colour, Colour::parse)?,
    })
}

/// Adds a label.
///
/// # Errors
/// [`crate::Error::Taken`] if the dealer has one of that name.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Label, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into labels (id, dealer_id, name, colour, created_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(&new.name)
    .bind(new.colour.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Stores its name and colour. Answers whether the dealer has it.
///
/// # Errors
/// [`crate::Error::Taken`] if the dealer has another one of that name.
pub async fn save(db: &mut Db, dealer: &DealerId, one: &Label) -> Result<bool> {
    let saved = on!(db, |c| sqlx::query(
        "update labels set name = $3, colour = $4 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(&one.name)
    .bind(one.colour.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(saved > 0)
}

/// The dealer's, by name.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Label>> {
    let rows: Vec<(String, String, String)> = on!(db, |c| sqlx::query_as(
        "select id, name, colour from labels where dealer_id = $1 order by name, id"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(label).collect()
}

/// How many conversations carry each label that is in use.
pub async fn count(db: &mut Db, dealer: &DealerId) -> Result<Vec<(LabelId, u32)>> {
    let rows: Vec<(String, i64)> = on!(db, |c| sqlx::query_as(
        "select l.id, count(*) from labels l join conversation_labels c on c.label_id = l.id \
         where l.dealer_id = $1 group by l.id"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    let count = |(id, n): (String, i64)| Ok((shape::text(id)?, u32::try_from(n).unwrap_or(u32::MAX)));
    rows.into_iter().map(count).collect()
}

/// Takes a label away, from conversations too, which change with it. Answers whether the dealer had it. `seq` is the
/// count that this write began with.
pub async fn delete(db: &mut Db, dealer: &DealerId, id: &LabelId, seq: i64) -> Result<bool> {
    on!(db, |c| sqlx::query(
        "update conversations set seq = $3 where dealer_id = $1 and id in \
         (select conversation_id from conversation_labels where label_id = $2)"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?;
    on!(db, |c| sqlx::query(
        "delete from conversation_labels where dealer_id = $1 and label_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    let gone = on!(db, |c| sqlx::query(
        "delete from labels where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}

/// The labels of these conversations.
pub async fn list_of(
    db: &mut Db,
    dealer: &DealerId,
    conversations: &[&ConversationId],
) -> Result<Vec<(ConversationId, LabelId)>> {
    let ids = among::list(conversations.iter().map(|id| id.as_str()));
    let rows: Vec<(String, String)> = on_list!(db, |c| {
        sqlx::query_as(concat!(
        "select conversation_id, label_id from conversation_labels where dealer_id = $1 and conversation_id in ",
        among!("$2"),
        " order by conversation_id, label_id"
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await
    })?;
    let pair =
        |(conversation, label): (String, String)| Ok((shape::text(conversation)?, shape::text(label)?));
    rows.into_iter().map(pair).collect()
}

/// Gives a conversation exactly these of the dealer's labels.
pub async fn set(
    db: &mut Db,
    dealer: &DealerId,
    conversation: &ConversationId,
    labels: &[LabelId],
) -> Result<()> {
    on!(db, |c| sqlx::query(
        "delete from conversation_labels where dealer_id = $1 and conversation_id = $2"
    )
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    let ids = among::list(labels.iter().map(LabelId::as_str));
    on_list!(db, |c| sqlx::query(concat!(
        "insert into conversation_labels (dealer_id, conversation_id, label_id) \
         select dealer_id, $2, id from labels where dealer_id = $1 and id in ",
        among!("$3")
    ))
    .bind(dealer.as_str())
    .bind(conversation.as_str())
    .bind(ids)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}
