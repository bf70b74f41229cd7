//! Mails, kept as they were written.

use domain::{
    DealerId, MailId, Timestamp,
    mail::{Mail, MailState},
};

use crate::{Cursor, Db, Result, shape};

/// A mail to keep.
#[derive(Debug)]
pub struct NewMail<'a> {
    /// Its id.
    pub id: &'a MailId,
    /// The dealer it concerns; `None` for mails to people of the ISV.
    pub dealer: Option<&'a DealerId>,
    /// Now.
    pub at: Timestamp,
    /// From whom: `Name <address>`.
    pub sender: &'a str,
    /// To whom: an address.
    pub recipient: &'a str,
    /// The subject line.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
    /// `Kept` or `Waiting`.
    pub state: MailState,
}

/// A mail with its sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the outbox shows.
    pub mail: Mail,
    /// The dealer it concerns.
    pub dealer: Option<DealerId>,
    /// From whom: `Name <address>`.
    pub sender: String,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: MailId,
    dealer_id: Option<String>,
    dealer_name: Option<String>,
    #[sqlx(try_from = "i64")]
    at: Timestamp,
    sender: String,
    recipient: String,
    subject: String,
    body: String,
    state: String,
    error: Option<String>,
}

impl TryFrom<Raw> for Row {
    type Error = crate::Error;
    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            mail: Mail {
                id: raw.id,
                at: raw.at,
                to: raw.recipient,
                subject: raw.subject,
                body: raw.body,
                state: shape::word(&raw.state, MailState::parse)?,
                error: raw.error,
                dealer_name: raw.dealer_name,
            },
            dealer: shape::maybe(raw.dealer_id)?,
            sender: raw.sender,
        })
    }
}

/// Keeps a mail.
pub async fn insert(db: &mut Db, new: NewMail<'_>) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into mails (id, dealer_id, at, sender, recipient, subject, body, state) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(new.id.as_str())
    .bind(new.dealer.map(DealerId::as_str))
    .bind(new.at.0)
    .bind(new.sender)
    .bind(new.recipient)
    .bind(new.subject)
    .bind(new.body)
    .bind(new.state.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// One mail, whoever's: for the outbox and for the delivery.
pub async fn get(db: &mut Db, id: &MailId) -> Result<Option<Row>> {
    let raw: Option<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select m.id, m.dealer_id, d.name as dealer_name, m.at, m.sender, m.recipient, m.subject, m.body, m.state, \
         m.error from mails m left join dealers d on d.id = m.dealer_id where m.id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await
    })?;
    raw.map(Row::try_from).transpose()
}

/// A dealer's mails, newest first.
pub async fn list(db: &mut Db, dealer: &DealerId, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select m.id, m.dealer_id, d.name as dealer_name, m.at, m.sender, m.recipient, m.subject, m.body, m.state, \
         m.error from mails m left join dealers d on d.id = m.dealer_id \
         where m.dealer_id = $1 and (m.at, m.id) < ($2, $3) order by m.at desc, m.id desc limit $4"
    )
    .bind(dealer.as_str())
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter().map(Row::try_from).collect()
}

/// Everyone's mails, newest first: for the ISV.
pub async fn list_all(db: &mut Db, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select m.id, m.dealer_id, d.name as dealer_name, m.at, m.sender, m.recipient, m.subject, m.body, m.state, \
         m.error from mails m left join dealers d on d.id = m.dealer_id \
         where (m.at, m.id) < ($1, $2) order by m.at desc, m.id desc limit $3"
    )
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter().map(Row::try_from).collect()
}

/// Notes how the delivery of a waiting mail ended.
pub async fn settle(
    db: &mut Db,
    id: &MailId,
    state: MailState,
    error: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update mails set state = $2, error = $3, settled_at = $4 where id = $1 and state = 'waiting'"
    )
    .bind(id.as_str())
    .bind(state.as_str())
    .bind(error)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}
