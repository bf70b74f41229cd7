//! What finished signups left.

use domain::{
    DealerId, IntegrationId, NumberId, SenderId, SignupId, SubaccountId, Timestamp, integration::TestMessage,
};

use crate::{
    Db, Result,
    shape::{self, maybe_moment, moment, plain, row, text},
};

row! {
    /// An integration.
    Integration {
        /// Which.
        id: IntegrationId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// The signup it came from.
        signup_id: SignupId = String, text;
        /// Its number.
        number_id: NumberId = String, text;
        /// Its sender.
        sender_id: SenderId = String, text;
        /// The dealer's subaccount.
        subaccount_id: SubaccountId = String, text;
        /// Digits.
        waba_id: String = String, plain;
        /// The dealer's portfolio. Digits.
        business_id: Option<String> = Option<String>, plain;
        /// Meta's id of the number. Digits.
        phone_number_id: Option<String> = Option<String>, plain;
        /// The partner solution Meta's window ran with. Digits.
        solution_id: Option<String> = Option<String>, plain;
        /// The login configuration it ran with. Digits.
        config_id: Option<String> = Option<String>, plain;
        /// Through what the number was registered.
        registered_via: String = String, plain;
        /// When the dealer's own test message came in.
        test_received_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Twilio's name of our answer to it.
        test_message_sid: Option<String> = Option<String>, plain;
        /// When our answer was delivered.
        test_answered_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When the dealer chose to skip the test.
        test_skipped_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When an owner asked for the test once more; `None` while the first one counts.
        test_again_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When nothing was missing any more.
        connected_at: Timestamp = i64, moment;
        /// When it was taken away.
        disconnected_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

impl Integration {
    /// What was seen of the test message.
    pub fn test(&self) -> TestMessage {
        TestMessage {
            received: self.test_received_at,
            answered: self.test_answered_at,
            skipped: self.test_skipped_at,
        }
    }
}

/// A signup that has just left one.
#[derive(Debug)]
pub struct NewIntegration<'a> {
    /// Its id.
    pub id: &'a IntegrationId,
    /// The signup.
    pub signup: &'a SignupId,
    /// Its number.
    pub number: &'a NumberId,
    /// Its sender.
    pub sender: &'a SenderId,
    /// The dealer's subaccount.
    pub subaccount: &'a SubaccountId,
    /// Digits.
    pub waba_id: &'a str,
    /// Digits.
    pub business_id: Option<&'a str>,
    /// Digits.
    pub phone_number_id: Option<&'a str>,
    /// Digits.
    pub solution_id: Option<&'a str>,
    /// Digits.
    pub config_id: Option<&'a str>,
    /// Through what the number was registered.
    pub registered_via: &'a str,
    /// Now.
    pub connected_at: Timestamp,
}

/// Notes which portfolio owns the WABA of the dealer's integrations, by Meta's own word.
pub async fn set_business(db: &mut Db, dealer: &DealerId, waba_id: &str, business_id: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update integrations set business_id = $3 where dealer_id = $1 and waba_id = $2"
    )
    .bind(dealer.as_str())
    .bind(waba_id)
    .bind(business_id)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Adds an integration; a signup leaves only one. An older one of the same number ends with it.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewIntegration<'_>) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "update integrations set disconnected_at = $4 where dealer_id = $1 and number_id = $2 and signup_id <> $3 \
         and disconnected_at is null"
    )
    .bind(dealer.as_str())
    .bind(new.number.as_str())
    .bind(new.signup.as_str())
    .bind(new.connected_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into integrations (id, dealer_id, signup_id, number_id, sender_id, subaccount_id, waba_id, business_id, \
         phone_number_id, solution_id, config_id, registered_via, connected_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.signup.as_str())
    .bind(new.number.as_str())
    .bind(new.sender.as_str())
    .bind(new.subaccount.as_str())
    .bind(new.waba_id)
    .bind(new.business_id)
    .bind(new.phone_number_id)
    .bind(new.solution_id)
    .bind(new.config_id)
    .bind(new.registered_via)
    .bind(new.connected_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &IntegrationId) -> Result<Option<Integration>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from integrations where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// One of any dealer. For the ISV's people, who name no dealer.
pub async fn find_by_id(db: &mut Db, id: &IntegrationId) -> Result<Option<Integration>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from integrations where id = $1"
    ))
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// What a signup left.
pub async fn find_by_signup(
    db: &mut Db,
    dealer: &DealerId,
    signup: &SignupId,
) -> Result<Option<Integration>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from integrations where dealer_id = $1 and signup_id = $2"
    ))
    .bind(dealer.as_str())
    .bind(signup.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The newest one of a sender.
pub async fn find_by_sender(
    db: &mut Db,
    dealer: &DealerId,
    sender: &SenderId,
) -> Result<Option<Integration>> {
    let row: Option<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from integrations where dealer_id = $1 and sender_id = $2 order by connected_at desc, id desc limit 1"
    ))
    .bind(dealer.as_str())
    .bind(sender.as_str())
    .fetch_optional(&mut *c)
    .await
    })?;
    shape::one(row)
}

/// The dealer's, oldest first.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Integration>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from integrations where dealer_id = $1 order by connected_at, id"
    ))
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Ends an integration. Answers whether it was connected.
pub async fn set_disconnected(
    db: &mut Db,
    dealer: &DealerId,
    id: &IntegrationId,
    at: Timestamp,
) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
        "update integrations set disconnected_at = $3 where dealer_id = $1 and id = $2 and disconnected_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Notes the first message that came in. Answers whether this was it.
pub async fn set_test_received(
    db: &mut Db,
    dealer: &DealerId,
    id: &IntegrationId,
    at: Timestamp,
) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
        "update integrations set test_received_at = $3 where dealer_id = $1 and id = $2 and test_received_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Notes Twilio's name of our answer.
pub async fn set_test_message(db: &mut Db, dealer: &DealerId, id: &IntegrationId, sid: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update integrations set test_message_sid = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(sid)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that our answer was delivered. Answers whether that message was ours and new.
pub async fn set_test_answered(db: &mut Db, dealer: &DealerId, sid: &str, at: Timestamp) -> Result<bool> {
    let done = on!(db, |c| sqlx::query(
        "update integrations set test_answered_at = $3 where dealer_id = $1 and test_message_sid = $2 \
         and test_answered_at is null"
    )
    .bind(dealer.as_str())
    .bind(sid)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Begins the test anew at `at`, and forgets what was seen of the one before.
pub async fn set_test_again(db: &mut Db, dealer: &DealerId, id: &IntegrationId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
            "update integrations set test_received_at = null, test_message_sid = null, test_answered_at = null, \
         test_skipped_at = null, test_again_at = $3 where dealer_id = $1 and id = $2",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .bind(at.0)
        .execute(&mut *c)
        .await
        .map(drop)
    })?)
}

/// Notes that the dealer does not want the test.
pub async fn set_test_skipped(
    db: &mut Db,
    dealer: &DealerId,
    id: &IntegrationId,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update integrations set test_skipped_at = $3 where dealer_id = $1 and id = $2 and test_skipped_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}
