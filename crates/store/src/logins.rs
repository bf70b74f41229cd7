//! Signed-in browsers. The cookie holds a secret; the row only its SHA-256.

use domain::{BrandId, DealerId, LoginId, PersonId, Timestamp, brand::Brand, member::Role};

use crate::{Db, Result, shape};

/// A sign-in to note.
#[derive(Debug)]
pub struct NewLogin<'a> {
    /// Its id.
    pub id: &'a LoginId,
    /// Whose.
    pub person: &'a PersonId,
    /// SHA-256 of the cookie's secret.
    pub secret_hash: &'a [u8; 32],
    /// Now.
    pub created_at: Timestamp,
    /// Until when at most.
    pub expires_at: Timestamp,
    /// Until when if it is not used.
    pub idle_until: Timestamp,
    /// From where.
    pub address: &'a str,
    /// The browser's `User-Agent`.
    pub browser: &'a str,
}

/// A sign-in with everything the frame of a page needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Which sign-in.
    pub login: LoginId,
    /// When it was last noted as used.
    pub seen_at: Timestamp,
    /// Who.
    pub person: PersonId,
    /// Their mail address.
    pub email: String,
    /// Their name; empty until they have given one.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their dealer and its name.
    pub dealer: Option<(DealerId, String)>,
    /// What they see.
    pub brand: Brand,
}

/// One of a person's own sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Which.
    #[sqlx(try_from = "String")]
    pub id: LoginId,
    /// When it began.
    #[sqlx(try_from = "i64")]
    pub created_at: Timestamp,
    /// When it was last noted as used.
    #[sqlx(try_from = "i64")]
    pub seen_at: Timestamp,
    /// From where.
    pub address: String,
    /// The browser's `User-Agent`.
    pub browser: String,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: LoginId,
    #[sqlx(try_from = "i64")]
    seen_at: Timestamp,
    #[sqlx(try_from = "String")]
    person_id: PersonId,
    email: String,
    name: String,
    role: String,
    dealer_id: Option<String>,
    dealer_name: Option<String>,
    #[sqlx(try_from = "String")]
    brand_id: BrandId,
    brand_name: String,
    logo: Option<String>,
    colour: String,
    support_mail: String,
}

impl TryFrom<Raw> for SignedIn {
    type Error = crate::Error;
    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            login: raw.id,
            seen_at: raw.seen_at,
            person: raw.person_id,
            email: raw.email,
            name: raw.name,
            role: shape::word(&raw.role, Role::parse)?,
            dealer: shape::maybe(raw.dealer_id)?.zip(raw.dealer_name),
            brand: Brand {
                id: raw.brand_id,
                name: raw.brand_name,
                logo: raw.logo,
                colour: raw.colour,
                support_mail: raw.support_mail,
            },
        })
    }
}

/// Notes a sign-in.
pub async fn insert(db: &mut Db, new: NewLogin<'_>) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "insert into logins (id, person_id, secret_hash, created_at, seen_at, expires_at, idle_until, address, browser) \
         values ($1, $2, $3, $4, $4, $5, $6, $7, $8)"
    )
    .bind(new.id.as_str())
    .bind(new.person.as_str())
    .bind(new.secret_hash.as_slice())
    .bind(new.created_at.0)
    .bind(new.expires_at.0)
    .bind(new.idle_until.0)
    .bind(new.address)
    .bind(new.browser)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    Ok(())
}

/// Whose cookie it is, if the sign-in is not over. People of the ISV see the brand `isv_brand`.
pub async fn find_by_secret(
    db: &mut Db,
    secret_hash: &[u8; 32],
    isv_brand: &BrandId,
    now: Timestamp,
) -> Result<Option<SignedIn>> {
    let raw: Option<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select l.id, l.seen_at, p.id as person_id, p.email, p.name, p.role, p.dealer_id, d.name as dealer_name, \
         b.id as brand_id, b.name as brand_name, b.logo, b.colour, b.support_mail \
         from logins l join people p on p.id = l.person_id left join dealers d on d.id = p.dealer_id \
         join brands b on b.id = coalesce(d.brand_id, $2) \
         where l.secret_hash = $1 and l.ended_at is null and l.expires_at > $3 and l.idle_until > $3 \
         and p.removed_at is null"
    )
    .bind(secret_hash.as_slice())
    .bind(isv_brand.as_str())
    .bind(now.0)
    .fetch_optional(&mut *c)
    .await
    })?;
    raw.map(SignedIn::try_from).transpose()
}

/// Notes that a sign-in is used.
pub async fn mark_seen(
    db: &mut Db,
    id: &LoginId,
    now: Timestamp,
    idle_until: Timestamp,
    address: &str,
    browser: &str,
) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update logins set seen_at = $2, idle_until = $3, address = $4, browser = $5 \
         where id = $1 and ended_at is null"
    )
    .bind(id.as_str())
    .bind(now.0)
    .bind(idle_until.0)
    .bind(address)
    .bind(browser)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Ends one of a person's own sign-ins. Answers whether there was one.
pub async fn end(db: &mut Db, person: &PersonId, id: &LoginId, at: Timestamp) -> Result<bool> {
    let rows = on!(db, |c| sqlx::query(
        "update logins set ended_at = $3 where person_id = $1 and id = $2 and ended_at is null"
    )
    .bind(person.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Ends all of a person's sign-ins but `keep`.
pub async fn end_all(db: &mut Db, person: &PersonId, keep: Option<&LoginId>, at: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update logins set ended_at = $3 where person_id = $1 and id <> $2 and ended_at is null"
    )
    .bind(person.as_str())
    .bind(keep.map_or("", LoginId::as_str))
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Forgets sign-ins that were over before `before`, but each person's last one: it says when they were last here.
/// Answers how many.
pub async fn delete_over(db: &mut Db, before: Timestamp) -> Result<u64> {
    let rows = on!(db, |c| sqlx::query(
        "delete from logins where (ended_at < $1 or expires_at < $1 or idle_until < $1) and exists \
         (select 1 from logins newer where newer.person_id = logins.person_id \
          and (newer.seen_at, newer.id) > (logins.seen_at, logins.id))"
    )
    .bind(before.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows)
}

/// A person's sign-ins that are not over, the last used first.
pub async fn list(db: &mut Db, person: &PersonId, now: Timestamp) -> Result<Vec<Row>> {
    Ok(on!(db, |c| sqlx::query_as(
        "select id, created_at, seen_at, address, browser from logins \
         where person_id = $1 and ended_at is null and expires_at > $2 and idle_until > $2 \
         order by seen_at desc, id desc"
    )
    .bind(person.as_str())
    .bind(now.0)
    .fetch_all(&mut *c)
    .await)?)
}
