//! Everyone with a login: members of a dealer, and people of the ISV, who have none.

use std::fmt;

use domain::{
    DealerId, PersonId, Timestamp,
    member::{Member, Role},
};

use crate::{Db, Result, shape};

/// Someone to add. Mail addresses are in small letters throughout.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// Their id.
    pub id: &'a PersonId,
    /// Their dealer; `None` for people of the ISV.
    pub dealer: Option<&'a DealerId>,
    /// Their mail address.
    pub email: &'a str,
    /// Their name; empty until they have given one.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// Now.
    pub created_at: Timestamp,
}

/// Someone who was not removed.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Their dealer; `None` for people of the ISV.
    pub dealer: Option<DealerId>,
    /// Their mail address.
    pub email: String,
    /// Their name; empty until they have given one.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Argon2id in PHC form; `None` until they have accepted their invitation.
    pub password_hash: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("dealer", &self.dealer)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A member or someone of the ISV, with when they were last here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub person: Person,
    /// When any of their sign-ins was last used.
    pub seen_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: PersonId,
    dealer_id: Option<String>,
    email: String,
    name: String,
    role: String,
    password_hash: Option<String>,
}

impl TryFrom<Raw> for Person {
    type Error = crate::Error;
    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            dealer: shape::maybe(raw.dealer_id)?,
            email: raw.email,
            name: raw.name,
            role: shape::word(&raw.role, Role::parse)?,
            password_hash: raw.password_hash,
        })
    }
}

#[derive(sqlx::FromRow)]
struct RawRow {
    #[sqlx(flatten)]
    person: Raw,
    seen_at: Option<i64>,
}

impl TryFrom<RawRow> for Row {
    type Error = crate::Error;
    fn try_from(raw: RawRow) -> Result<Self> {
        Ok(Self {
            seen_at: shape::at(raw.seen_at),
            person: raw.person.try_into()?,
        })
    }
}

/// Adds someone. [`crate::Error::Taken`] if the mail address has a login.
pub async fn insert(db: &mut Db, new: NewPerson<'_>) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into people (id, dealer_id, email, name, role, created_at) values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(new.id.as_str())
    .bind(new.dealer.map(DealerId::as_str))
    .bind(new.email)
    .bind(new.name)
    .bind(new.role.as_str())
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Whoever has that mail address.
pub async fn find_by_email(db: &mut Db, email: &str) -> Result<Option<Person>> {
    let raw: Option<Raw> = on!(db, |c| sqlx::query_as(
        "select id, dealer_id, email, name, role, password_hash from people \
         where email = $1 and removed_at is null"
    )
    .bind(email)
    .fetch_optional(&mut *c)
    .await)?;
    raw.map(Person::try_from).transpose()
}

/// That person, whoever's they are: for the person themself and their own links.
pub async fn get(db: &mut Db, id: &PersonId) -> Result<Option<Person>> {
    let raw: Option<Raw> = on!(db, |c| sqlx::query_as(
        "select id, dealer_id, email, name, role, password_hash from people \
         where id = $1 and removed_at is null"
    )
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    raw.map(Person::try_from).transpose()
}

/// A dealer's member.
pub async fn find_member(db: &mut Db, dealer: &DealerId, id: &PersonId) -> Result<Option<Person>> {
    Ok(get(db, id)
        .await?
        .filter(|person| person.dealer.as_ref() == Some(dealer)))
}

/// A dealer's members, owners first, then by age.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Row>> {
    let rows: Vec<RawRow> = on!(db, |c| sqlx::query_as(
        "select p.id, p.dealer_id, p.email, p.name, p.role, p.password_hash, \
         (select max(l.seen_at) from logins l where l.person_id = p.id) as seen_at \
         from people p where p.dealer_id = $1 and p.removed_at is null \
         order by case p.role when 'owner' then 0 else 1 end, p.created_at, p.id"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(Row::try_from).collect()
}

/// The ISV's own people, admins first, then by age.
pub async fn list_isv(db: &mut Db) -> Result<Vec<Row>> {
    let rows: Vec<RawRow> = on!(db, |c| sqlx::query_as(
        "select p.id, p.dealer_id, p.email, p.name, p.role, p.password_hash, \
         (select max(l.seen_at) from logins l where l.person_id = p.id) as seen_at \
         from people p where p.dealer_id is null and p.removed_at is null \
         order by case p.role when 'admin' then 0 else 1 end, p.created_at, p.id"
    )
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(Row::try_from).collect()
}

/// How many admins of the ISV can sign in.
pub async fn count_admins(db: &mut Db) -> Result<u32> {
    let count: i64 = on!(db, |c| sqlx::query_scalar(
        "select count(*) from people where dealer_id is null and role = 'admin' and removed_at is null \
         and password_hash is not null"
    )
    .fetch_one(&mut *c)
    .await)?;
    Ok(shape::count(count))
}

/// Makes someone of the ISV admin or support.
pub async fn set_isv_role(db: &mut Db, id: &PersonId, role: Role) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set role = $2 where dealer_id is null and id = $1 and removed_at is null"
    )
    .bind(id.as_str())
    .bind(role.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes someone of the ISV out; the row stays for the log.
pub async fn mark_isv_removed(db: &mut Db, id: &PersonId, at: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set removed_at = $2 where dealer_id is null and id = $1 and removed_at is null"
    )
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// How many owners of a dealer can sign in.
pub async fn count_owners(db: &mut Db, dealer: &DealerId) -> Result<u32> {
    let count: i64 = on!(db, |c| sqlx::query_scalar(
        "select count(*) from people where dealer_id = $1 and role = 'owner' and removed_at is null \
         and password_hash is not null"
    )
    .bind(dealer.as_str())
    .fetch_one(&mut *c)
    .await)?;
    Ok(shape::count(count))
}

/// Makes a member owner or agent.
pub async fn set_role(db: &mut Db, dealer: &DealerId, id: &PersonId, role: Role) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set role = $3 where dealer_id = $1 and id = $2 and removed_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(role.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Takes a member out; the row stays for the log.
pub async fn mark_removed(db: &mut Db, dealer: &DealerId, id: &PersonId, at: Timestamp) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set removed_at = $3 where dealer_id = $1 and id = $2 and removed_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Gives someone a password.
pub async fn set_password(db: &mut Db, id: &PersonId, hash: &str) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set password_hash = $2 where id = $1 and removed_at is null"
    )
    .bind(id.as_str())
    .bind(hash)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// Gives someone a name.
pub async fn set_name(db: &mut Db, id: &PersonId, name: &str) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update people set name = $2 where id = $1 and removed_at is null"
    )
    .bind(id.as_str())
    .bind(name)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

impl Row {
    /// As the team page lists them. `me` is the person who asks.
    pub fn into_member(self, me: Option<&PersonId>) -> Member {
        Member {
            is_me: me == Some(&self.person.id),
            name: if self.person.name.is_empty() {
                self.person.email.clone()
            } else {
                self.person.name
            },
            email: self.person.email,
            role: self.person.role,
            seen: self.seen_at,
            invited: self.person.password_hash.is_none(),
            id: self.person.id,
        }
    }
}

/// What everyone of the dealer's is called, those who were removed included: they wrote what they wrote.
pub async fn list_names(db: &mut Db, dealer: &DealerId) -> Result<Vec<(PersonId, String)>> {
    let rows: Vec<(String, String)> = on!(db, |c| sqlx::query_as(
        "select id, case when name = '' then email else name end from people where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    let named = |(id, name): (String, String)| Ok((shape::text(id)?, name));
    rows.into_iter().map(named).collect()
}
