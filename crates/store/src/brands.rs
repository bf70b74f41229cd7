//! Brands: what a dealer sees instead of the ISV's tools.

use domain::{BrandId, Timestamp, brand::Brand};

use crate::{Db, Result};

/// A brand, with what only mails need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What pages show.
    pub brand: Brand,
    /// The host name it answers to.
    pub host: Option<String>,
    /// The address its mails come from.
    pub mail_from: String,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: BrandId,
    name: String,
    host: Option<String>,
    logo: Option<String>,
    colour: String,
    support_mail: String,
    mail_from: String,
}

impl From<Raw> for Row {
    fn from(raw: Raw) -> Self {
        Self {
            brand: Brand {
                id: raw.id,
                name: raw.name,
                logo: raw.logo,
                colour: raw.colour,
                support_mail: raw.support_mail,
            },
            host: raw.host,
            mail_from: raw.mail_from,
        }
    }
}

/// Adds a brand, or gives the one with its id these values.
pub async fn put(db: &mut Db, row: &Row, now: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into brands (id, name, host, logo, colour, support_mail, mail_from, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) \
         on conflict (id) do update set name = excluded.name, host = excluded.host, logo = excluded.logo, \
         colour = excluded.colour, support_mail = excluded.support_mail, mail_from = excluded.mail_from"
    )
    .bind(row.brand.id.as_str())
    .bind(&row.brand.name)
    .bind(row.host.as_deref())
    .bind(row.brand.logo.as_deref())
    .bind(&row.brand.colour)
    .bind(&row.brand.support_mail)
    .bind(&row.mail_from)
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Holds a brand until the write ends: what counts the ISV's people is then done one after the other.
pub async fn hold(db: &mut Db, id: &BrandId) -> Result<()> {
    on!(db, |c| sqlx::query("update brands set name = name where id = $1")
        .bind(id.as_str())
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// The brand of that id.
pub async fn get(db: &mut Db, id: &BrandId) -> Result<Option<Row>> {
    let raw: Option<Raw> = on!(db, |c| sqlx::query_as(
        "select id, name, host, logo, colour, support_mail, mail_from from brands where id = $1"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(raw.map(Row::from))
}

/// The brand that answers to a host name (in small letters, without port), or else the brand of that id.
pub async fn find_by_host(db: &mut Db, host: &str, otherwise: &BrandId) -> Result<Option<Row>> {
    let raw: Option<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select id, name, host, logo, colour, support_mail, mail_from from brands where host = $1 or id = $2 \
         order by case when host = $1 then 0 else 1 end limit 1"
    )
    .bind(host)
    .bind(otherwise.as_str())
    .fetch_optional(&mut *c)
    .await
    })?;
    Ok(raw.map(Row::from))
}
