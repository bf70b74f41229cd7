//! The dealers' Twilio subaccounts: one each, tied to one WABA. Their tokens are in the vault.

use domain::{DealerId, SubaccountId, Timestamp};

use crate::{
    Db, Result,
    shape::{self, maybe_moment, moment, plain, row, text},
};

row! {
    /// A dealer's subaccount.
    Subaccount {
        /// Which.
        id: SubaccountId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Twilio's name of it, `AC…`.
        account_sid: String = String, plain;
        /// The opaque name in the addresses that Twilio calls.
        hook_key: String = String, plain;
        /// The WABA it is tied to, once Twilio has accepted it. Digits.
        waba_id: Option<String> = Option<String>, plain;
        /// The portfolio that owns the WABA. Digits.
        business_id: Option<String> = Option<String>, plain;
        /// When Meta said that the WABA is no longer shared with us.
        waba_lost_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Since when.
        created_at: Timestamp = i64, moment;
    }
}

/// Adds a dealer's subaccount; the first one stays. Answers whether a row was added.
pub async fn insert(
    db: &mut Db,
    dealer: &DealerId,
    id: &SubaccountId,
    account_sid: &str,
    hook_key: &str,
    at: Timestamp,
) -> Result<bool> {
    let added = on!(db, |c| {
        sqlx::query(
        "insert into subaccounts (id, dealer_id, account_sid, hook_key, created_at) values ($1, $2, $3, $4, $5) \
         on conflict do nothing"
    )
    .bind(id.as_str())
    .bind(dealer.as_str())
    .bind(account_sid)
    .bind(hook_key)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(added == 1)
}

/// The dealer's, if it has one.
pub async fn get(db: &mut Db, dealer: &DealerId) -> Result<Option<Subaccount>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from subaccounts where dealer_id = $1"
    ))
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Whose addresses have this key. The one way from a webhook to a dealer.
pub async fn find_by_hook_key(db: &mut Db, key: &str) -> Result<Option<Subaccount>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from subaccounts where hook_key = $1"
    ))
    .bind(key)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The key in every dealer's addresses, in no order. For the webhook routes, to tell a stranger's key without asking.
pub async fn list_hook_keys(db: &mut Db) -> Result<Vec<String>> {
    Ok(on!(db, |c| sqlx::query_scalar(
        "select hook_key from subaccounts"
    )
    .fetch_all(&mut *c)
    .await)?)
}

/// Which dealer's subaccount a WABA is tied to. For Meta's webhook, which names no dealer.
pub async fn find_by_waba(db: &mut Db, waba_id: &str) -> Result<Option<Subaccount>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from subaccounts where waba_id = $1"
    ))
    .bind(waba_id)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// Notes the WABA that Twilio has accepted.
///
/// # Errors
/// [`crate::Error::Taken`] if it is another dealer's.
pub async fn set_waba(
    db: &mut Db,
    dealer: &DealerId,
    waba_id: &str,
    business_id: Option<&str>,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update subaccounts set waba_id = $2, waba_lost_at = null, \
         business_id = case when waba_id = $2 then coalesce($3, business_id) else $3 end where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(waba_id)
    .bind(business_id)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes which portfolio owns the dealer's WABA, by Meta's own word.
pub async fn set_business(db: &mut Db, dealer: &DealerId, waba_id: &str, business_id: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update subaccounts set business_id = $3 where dealer_id = $1 and waba_id = $2"
    )
    .bind(dealer.as_str())
    .bind(waba_id)
    .bind(business_id)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes since when Meta no longer shares the dealer's WABA with us; `None` is that it does again.
pub async fn set_waba_lost(db: &mut Db, dealer: &DealerId, at: Option<Timestamp>) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update subaccounts set waba_lost_at = $2 where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .bind(at.map(|at| at.0))
    .execute(&mut *c)
    .await
    .map(drop))?)
}
