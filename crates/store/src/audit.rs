//! The audit log. The database itself refuses to change or delete a line.

use domain::{AuditId, DealerId, Timestamp};

use crate::{Cursor, Db, Result, shape};

/// A line to write.
#[derive(Debug)]
pub struct NewAudit<'a> {
    /// Its id.
    pub id: &'a AuditId,
    /// Now.
    pub at: Timestamp,
    /// Which dealer it concerns.
    pub dealer: Option<&'a DealerId>,
    /// Who: a mail address, `signup link`, `Forecourt`.
    pub who: &'a str,
    /// From where: an address; empty for the machine itself.
    pub from: &'a str,
    /// What: a stable name such as `signup.started`.
    pub what: &'a str,
    /// On whom or what: a mail address, a number, an id.
    pub subject: &'a str,
    /// JSON: what the words need. Never a secret.
    pub detail: &'a str,
}

/// A line as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Which dealer it concerns.
    pub dealer: Option<DealerId>,
    /// That dealer's name.
    pub dealer_name: Option<String>,
    /// Who.
    pub who: String,
    /// From where.
    pub from: String,
    /// What, a stable name.
    pub what: String,
    /// On whom or what.
    pub subject: String,
    /// JSON.
    pub detail: String,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: AuditId,
    #[sqlx(try_from = "i64")]
    at: Timestamp,
    dealer_id: Option<String>,
    dealer_name: Option<String>,
    who: String,
    address: String,
    what: String,
    subject: String,
    detail: String,
}

impl TryFrom<Raw> for Row {
    type Error = crate::Error;
    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            at: raw.at,
            dealer: shape::maybe(raw.dealer_id)?,
            dealer_name: raw.dealer_name,
            who: raw.who,
            from: raw.address,
            what: raw.what,
            subject: raw.subject,
            detail: raw.detail,
        })
    }
}

/// Writes a line.
pub async fn insert(db: &mut Db, new: NewAudit<'_>) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into audit (id, at, dealer_id, who, address, what, subject, detail) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(new.id.as_str())
    .bind(new.at.0)
    .bind(new.dealer.map(DealerId::as_str))
    .bind(new.who)
    .bind(new.from)
    .bind(new.what)
    .bind(new.subject)
    .bind(new.detail)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// A dealer's lines, newest first.
pub async fn list(db: &mut Db, dealer: &DealerId, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select a.id, a.at, a.dealer_id, d.name as dealer_name, a.who, a.address, a.what, a.subject, a.detail \
         from audit a left join dealers d on d.id = a.dealer_id \
         where a.dealer_id = $1 and (a.at, a.id) < ($2, $3) order by a.at desc, a.id desc limit $4"
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

/// Everyone's lines, newest first: for the ISV.
pub async fn list_all(db: &mut Db, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select a.id, a.at, a.dealer_id, d.name as dealer_name, a.who, a.address, a.what, a.subject, a.detail \
         from audit a left join dealers d on d.id = a.dealer_id \
         where (a.at, a.id) < ($1, $2) order by a.at desc, a.id desc limit $3"
    )
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter().map(Row::try_from).collect()
}
