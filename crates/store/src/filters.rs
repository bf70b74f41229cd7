//! Filters that people kept, each for themself.

use domain::{
    DealerId, FilterId, PersonId, Timestamp,
    conversation::{Filter, SavedFilter},
};

use crate::{Db, Error, Result, shape};

/// Keeps a filter; one of the same name makes room and gives its id. Answers the id it has.
pub async fn set(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    new: &SavedFilter,
    at: Timestamp,
) -> Result<FilterId> {
    let json = serde_json::to_string(&new.filter).map_err(|why| Error::Corrupt(why.to_string()))?;
    let id: String = on!(db, |c| {
        sqlx::query_scalar(
        "insert into filters (id, dealer_id, person_id, name, filter, created_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (person_id, name) do update set filter = excluded.filter returning id"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(&new.name)
    .bind(json)
    .bind(at.0)
    .fetch_one(&mut *c)
    .await
    })?;
    shape::text(id)
}

/// A person's, the oldest first.
pub async fn list(db: &mut Db, dealer: &DealerId, person: &PersonId) -> Result<Vec<SavedFilter>> {
    let rows: Vec<(String, String, String)> = on!(db, |c| {
        sqlx::query_as(
        "select id, name, filter from filters where dealer_id = $1 and person_id = $2 order by created_at, id"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .fetch_all(&mut *c)
    .await
    })?;
    let filter = |(id, name, json): (String, String, String)| {
        let filter: Filter = serde_json::from_str(&json).map_err(|_| Error::Corrupt(json))?;
        Ok(SavedFilter {
            id: shape::text(id)?,
            name,
            filter,
        })
    };
    rows.into_iter().map(filter).collect()
}

/// Gives one another name. Answers whether the person had it.
///
/// # Errors
/// [`Error::Taken`] if the person has another one of that name.
pub async fn set_name(
    db: &mut Db,
    dealer: &DealerId,
    person: &PersonId,
    id: &FilterId,
    name: &str,
) -> Result<bool> {
    let set = on!(db, |c| sqlx::query(
        "update filters set name = $4 where dealer_id = $1 and person_id = $2 and id = $3"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(id.as_str())
    .bind(name)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(set > 0)
}

/// Forgets one. Answers whether the person had it.
pub async fn delete(db: &mut Db, dealer: &DealerId, person: &PersonId, id: &FilterId) -> Result<bool> {
    let gone = on!(db, |c| sqlx::query(
        "delete from filters where dealer_id = $1 and person_id = $2 and id = $3"
    )
    .bind(dealer.as_str())
    .bind(person.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
