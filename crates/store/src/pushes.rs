//! Browsers that want to be told of new messages.

use domain::{DealerId, LoginId, PersonId, PushId, Timestamp};

use crate::{
    Db, Result,
    among::{self, on_list},
    shape::{self, moment, plain, row, text},
};

row! {
    /// A browser, as it is written to.
    Push {
        /// Which.
        id: PushId = String, text;
        /// Whose.
        person_id: PersonId = String, text;
        /// Where its push service takes messages for it.
        endpoint: String = String, plain;
        /// Its public key, 65 bytes.
        p256dh: Vec<u8> = Vec<u8>, plain;
        /// Its secret, 16 bytes.
        auth: Vec<u8> = Vec<u8>, plain;
        /// Whether names and words may be shown on its screen.
        shows_text: bool = bool, plain;
        /// Until when the sign-in works that it came with, if it is not used.
        idle_until: Timestamp = i64, moment;
    }
}

/// A browser that has just said so.
#[derive(Debug)]
pub struct NewPush<'a> {
    /// Its id, if it is new.
    pub id: &'a PushId,
    /// Whose.
    pub person: &'a PersonId,
    /// With which sign-in.
    pub login: &'a LoginId,
    /// Where its push service takes messages for it.
    pub endpoint: &'a str,
    /// Its public key, 65 bytes.
    pub p256dh: &'a [u8],
    /// Its secret, 16 bytes.
    pub auth: &'a [u8],
    /// Whether names and words may be shown on its screen.
    pub shows_text: bool,
    /// Now.
    pub created_at: Timestamp,
}

/// Browsers of a dealer, `$1`, whose sign-in was not ended, and not over at `$2`, of people who are still the dealer's.
macro_rules! signed_in {
    () => {
        "from pushes join (select l.id as login, \
         case when l.idle_until < l.expires_at then l.idle_until else l.expires_at end as idle_until, \
         p.id as person, p.dealer_id as dealer from logins l join people p on p.id = l.person_id \
         where l.ended_at is null and p.removed_at is null) s \
         on s.login = login_id and s.person = person_id and s.dealer = dealer_id \
         where dealer_id = $1 and idle_until > $2"
    };
}

/// Keeps a browser. One that is known is the person's from now on, whoever's it was.
pub async fn save(db: &mut Db, dealer: &DealerId, new: &NewPush<'_>) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into pushes (id, dealer_id, person_id, login_id, endpoint, p256dh, auth, shows_text, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (endpoint) do update set \
         dealer_id = excluded.dealer_id, person_id = excluded.person_id, login_id = excluded.login_id, \
         p256dh = excluded.p256dh, auth = excluded.auth, shows_text = excluded.shows_text"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.person.as_str())
    .bind(new.login.as_str())
    .bind(new.endpoint)
    .bind(new.p256dh)
    .bind(new.auth)
    .bind(new.shows_text)
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Gives a person's browser the sign-in that it has now. Answers whether it is known as theirs, and if so whether names
/// and words may be shown.
pub async fn set_login(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    endpoint: &str,
    login: &LoginId,
) -> Result<Option<bool>> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "update pushes set login_id = $4 where dealer_id = $1 and person_id = $2 and endpoint = $3 \
         returning shows_text"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(endpoint)
    .bind(login.as_str())
    .fetch_optional(&mut *c)
    .await)?)
}

/// Whether any of a dealer's people has such a browser.
pub async fn is_any(db: &mut Db, dealer: &DealerId) -> Result<bool> {
    let one: Option<String> = on!(db, |c| sqlx::query_scalar(
        "select id from pushes where dealer_id = $1 limit 1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(one.is_some())
}

/// One of a dealer's, if its sign-in was not over at `since`.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &PushId, since: Timestamp) -> Result<Option<Push>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " ",
        signed_in!(),
        " and id = $3"
    ))
    .bind(dealer.as_str())
    .bind(since.0)
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// A person's own of that address, if its sign-in was not over at `since`.
pub async fn find_by_endpoint(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    endpoint: &str,
    since: Timestamp,
) -> Result<Option<Push>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " ",
        signed_in!(),
        " and person_id = $3 and endpoint = $4"
    ))
    .bind(dealer.as_str())
    .bind(since.0)
    .bind(person.as_str())
    .bind(endpoint)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Those of these people whose sign-in was not over at `since`.
pub async fn list_of(
    db: &mut Db,
    dealer: &DealerId,
    people: &[&PersonId],
    since: Timestamp,
) -> Result<Vec<PushId>> {
    let people = among::list(people.iter().map(|id| id.as_str()));
    let rows: Vec<String> = on_list!(db, |c| sqlx::query_scalar(concat!(
        "select id ",
        signed_in!(),
        " and person_id in ",
        among!("$3"),
        " order by created_at, id"
    ))
    .bind(dealer.as_str())
    .bind(since.0)
    .bind(people)
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(text).collect()
}

/// Forgets one.
pub async fn delete(db: &mut Db, dealer: &DealerId, id: &PushId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from pushes where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets a person's own of that address.
pub async fn delete_by_endpoint(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    endpoint: &str,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from pushes where dealer_id = $1 and person_id = $2 and endpoint = $3"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(endpoint)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets all of a person's but the newest `keep`.
pub async fn delete_beyond(db: &mut Db, dealer: &DealerId, person: &PersonId, keep: u32) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "delete from pushes where dealer_id = $1 and person_id = $2 and id not in \
         (select p.id from pushes p where p.dealer_id = $1 and p.person_id = $2 \
          order by p.created_at desc, p.id desc limit $3)"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(i64::from(keep))
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Forgets those whose sign-in was ended, or over at `before`. Answers how many.
pub async fn delete_over(db: &mut Db, before: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| sqlx::query(
        "delete from pushes where not exists (select 1 from logins l where l.id = pushes.login_id \
         and l.ended_at is null and l.idle_until > $1 and l.expires_at > $1)"
    )
    .bind(before.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?)
}
