//! Finishes that Meta told and that match no session. They are nobody's until an admin says whose.

use domain::{SignupId, Timestamp, UnmatchedId};

use crate::{
    Db, Result,
    shape::{self, maybe, moment, plain, row, text},
};

row! {
    /// A finish without a session.
    Unmatched {
        /// Which.
        id: UnmatchedId = String, text;
        /// When it came.
        at: Timestamp = i64, moment;
        /// Digits.
        waba_id: String = String, plain;
        /// The portfolio that owns it. Digits.
        business_id: Option<String> = Option<String>, plain;
        /// The partner solution it was shared through. Digits.
        solution_id: Option<String> = Option<String>, plain;
        /// The session it was given to.
        assigned_to: Option<SignupId> = Option<String>, maybe;
    }
}

/// Keeps a finish; the same WABA waits only once.
pub async fn insert(
    db: &mut Db,
    id: &UnmatchedId,
    waba_id: &str,
    business_id: Option<&str>,
    solution_id: Option<&str>,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into unmatched (id, at, waba_id, business_id, solution_id) values ($1, $2, $3, $4, $5) \
         on conflict do nothing"
    )
    .bind(id.as_str())
    .bind(at.0)
    .bind(waba_id)
    .bind(business_id)
    .bind(solution_id)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Those that wait, oldest first.
pub async fn list(db: &mut Db) -> Result<Vec<Unmatched>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from unmatched where assigned_at is null order by at, id"
    ))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// One that waits.
pub async fn get(db: &mut Db, id: &UnmatchedId) -> Result<Option<Unmatched>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from unmatched where id = $1 and assigned_at is null"
    ))
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Notes to which session the finishes of a WABA belong.
pub async fn set_assigned(db: &mut Db, waba_id: &str, signup: &SignupId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update unmatched set assigned_to = $2, assigned_at = $3 where waba_id = $1 and assigned_at is null"
    )
    .bind(waba_id)
    .bind(signup.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
