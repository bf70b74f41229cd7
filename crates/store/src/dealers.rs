//! Dealers: the tenants.

use domain::{BrandId, DealerId, Timestamp};

use crate::{Cursor, Db, Result, shape};

/// A dealer to add.
#[derive(Debug)]
pub struct NewDealer<'a> {
    /// Its id.
    pub id: &'a DealerId,
    /// What its people see.
    pub brand: &'a BrandId,
    /// Its name.
    pub name: &'a str,
    /// Now.
    pub created_at: Timestamp,
}

/// A dealer.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Dealer {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: DealerId,
    /// What its people see.
    #[sqlx(try_from = "String")]
    pub brand_id: BrandId,
    /// Its name.
    pub name: String,
    /// When it was added.
    #[sqlx(try_from = "i64")]
    pub created_at: Timestamp,
}

/// A dealer of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: DealerId,
    /// Its name.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// Its first owner's mail address.
    pub owner: Option<String>,
    /// The last line of the audit log about it.
    pub seen_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: DealerId,
    name: String,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
    owner: Option<String>,
    seen_at: Option<i64>,
}

impl From<Raw> for Row {
    fn from(raw: Raw) -> Self {
        Self {
            id: raw.id,
            name: raw.name,
            created_at: raw.created_at,
            owner: raw.owner,
            seen_at: shape::at(raw.seen_at),
        }
    }
}

/// Adds a dealer.
pub async fn insert(db: &mut Db, new: NewDealer<'_>) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into dealers (id, brand_id, name, name_key, created_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(new.id.as_str())
    .bind(new.brand.as_str())
    .bind(new.name)
    .bind(new.name.to_lowercase())
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// The dealer of that id.
pub async fn get(db: &mut Db, id: &DealerId) -> Result<Option<Dealer>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select id, brand_id, name, created_at from dealers where id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?)
}

/// Holds a dealer until the write ends: what counts its people or places is then done one after the other.
pub async fn hold(db: &mut Db, id: &DealerId) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update dealers set name = name where id = $1"
    )
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Dealers whose name or whose member's mail address holds `search`, newest first: for the ISV.
pub async fn list(db: &mut Db, search: &str, after: &Cursor, limit: u32) -> Result<Vec<Row>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select d.id, d.name, d.created_at, \
         (select p.email from people p where p.dealer_id = d.id and p.role = 'owner' and p.removed_at is null \
          order by p.created_at, p.id limit 1) as owner, \
         (select max(a.at) from audit a where a.dealer_id = d.id) as seen_at \
         from dealers d where (d.created_at, d.id) < ($2, $3) and (d.name_key like $1 escape '\\' or exists \
         (select 1 from people p where p.dealer_id = d.id and p.removed_at is null and p.email like $1 escape '\\')) \
         order by d.created_at desc, d.id desc limit $4"
    )
    .bind(pattern(search))
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// How many dealers [`list`] finds.
pub async fn count(db: &mut Db, search: &str) -> Result<u32> {
    let count: i64 = on!(db, |c| {
        sqlx::query_scalar(
        "select count(*) from dealers d where d.name_key like $1 escape '\\' or exists \
         (select 1 from people p where p.dealer_id = d.id and p.removed_at is null and p.email like $1 escape '\\')"
    )
    .bind(pattern(search))
    .fetch_one(&mut *c)
    .await
    })?;
    Ok(shape::count(count))
}

/// The row of one dealer.
pub async fn get_row(db: &mut Db, id: &DealerId) -> Result<Option<Row>> {
    let raw: Option<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select d.id, d.name, d.created_at, \
         (select p.email from people p where p.dealer_id = d.id and p.role = 'owner' and p.removed_at is null \
          order by p.created_at, p.id limit 1) as owner, \
         (select max(a.at) from audit a where a.dealer_id = d.id) as seen_at \
         from dealers d where d.id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await
    })?;
    Ok(raw.map(Row::from))
}

/// `%search%`, with LIKE's own signs taken as themselves.
fn pattern(search: &str) -> String {
    let mut pattern = String::from("%");
    for sign in search.trim().to_lowercase().chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}
