//! Signup sessions: each one attempt to connect one number. What has been reached stands in the rows they point to;
//! nothing here says "connected".

use domain::{
    DealerId, E164, NumberId, SenderId, SignupId, Timestamp,
    number::{CodeBy, NumberKind},
};

use crate::{
    Db, Result,
    numbers::Number,
    shape::{self, count, maybe, maybe_code, maybe_moment, moment, plain, row, text},
};

row! {
    /// A session.
    Signup {
        /// Which.
        id: SignupId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// What kind of number.
        kind: NumberKind = String, |kind: String| shape::word(&kind, NumberKind::parse);
        /// The dealer's own number, or the offer to buy.
        wanted: Option<E164> = Option<String>, maybe;
        /// The dealer named it (or we took the first offer).
        wanted_by_dealer: bool = bool, plain;
        /// Where the number is to be bought, ISO 3166-1 alpha-2.
        country: String = String, plain;
        /// What buyers will see.
        display_name: String = String, plain;
        /// One of the exact list.
        vertical: String = String, plain;
        /// How WhatsApp sends its code.
        code_by: CodeBy = String, |by: String| shape::word(&by, CodeBy::parse);
        /// Where a call with the code is passed on to.
        forward_to: Option<E164> = Option<String>, maybe;
        /// Digits; there once Meta's window was finished.
        waba_id: Option<String> = Option<String>, plain;
        /// The dealer's portfolio. Digits.
        business_id: Option<String> = Option<String>, plain;
        /// Meta's id of the number. Digits.
        phone_number_id: Option<String> = Option<String>, plain;
        /// The partner solution the window runs with. Digits.
        solution_id: Option<String> = Option<String>, plain;
        /// The login configuration it runs with. Digits.
        config_id: Option<String> = Option<String>, plain;
        /// When Meta's window was finished.
        facebook_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Who told: `page`, `meta`, `known`, `admin`; `both` is the page and Meta.
        facebook_by: Option<String> = Option<String>, plain;
        /// Our row of the number, once it is there.
        number_id: Option<NumberId> = Option<String>, maybe;
        /// Since when.
        number_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Our row of the sender, once it is there.
        sender_id: Option<SenderId> = Option<String>, maybe;
        /// The sender that Twilio has for the number is to be made anew.
        replace_sender: bool = bool, plain;
        /// When the last code was asked for.
        code_sent_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When a code was handed in that is not judged yet.
        code_given_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// The last code was wrong or too late.
        code_wrong: bool = bool, plain;
        /// How many calls with a code could not be understood.
        calls_lost: u32 = i64, |n: i64| Ok::<_, crate::Error>(count(n));
        /// When the webhooks were seen to be ours.
        webhooks_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Twilio's or Meta's code of what is in the way.
        trouble_code: Option<u32> = Option<i64>, maybe_code;
        /// A word of ours for what is in the way.
        trouble_word: Option<String> = Option<String>, plain;
        /// Since when.
        trouble_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When it can go on.
        retry_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// A person must act, or the time must come.
        stuck: bool = bool, plain;
        /// When it began.
        created_at: Timestamp = i64, moment;
        /// Until when its link works.
        expires_at: Timestamp = i64, moment;
        /// When it was withdrawn.
        revoked_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Since when it is no longer the open one of its kind and number.
        ended_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

/// A session that begins.
#[derive(Debug)]
pub struct NewSignup<'a> {
    /// Its id.
    pub id: &'a SignupId,
    /// What kind of number.
    pub kind: NumberKind,
    /// The number, if the dealer named one.
    pub wanted: Option<&'a E164>,
    /// The rest of what the dealer chose.
    pub choices: Choices<'a>,
    /// The partner solution Meta's window runs with.
    pub solution_id: Option<&'a str>,
    /// The login configuration it runs with.
    pub config_id: Option<&'a str>,
    /// Now.
    pub created_at: Timestamp,
    /// Until when the link works.
    pub expires_at: Timestamp,
}

/// What a dealer chooses beside the number.
#[derive(Debug)]
pub struct Choices<'a> {
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// What buyers will see.
    pub display_name: &'a str,
    /// One of the exact list.
    pub vertical: &'a str,
    /// How WhatsApp sends its code.
    pub code_by: CodeBy,
    /// Where a call with the code is passed on to.
    pub forward_to: Option<&'a E164>,
}

/// What the end of Meta's window brought. Digits.
#[derive(Debug, Clone, Copy)]
pub struct Facebook<'a> {
    /// The WABA.
    pub waba_id: &'a str,
    /// The dealer's portfolio.
    pub business_id: Option<&'a str>,
    /// Meta's id of the number.
    pub phone_number_id: Option<&'a str>,
    /// Who told: `page`, `redirect`, `meta`, `known`, `admin`.
    pub by: &'a str,
}

/// What is in the way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trouble {
    /// Twilio's or Meta's code.
    pub code: Option<u32>,
    /// A word of ours.
    pub word: Option<&'static str>,
    /// When it can go on.
    pub retry_at: Option<Timestamp>,
    /// A person must act, or the time must come.
    pub stuck: bool,
}

/// Adds a session.
///
/// # Errors
/// [`crate::Error::Taken`] if one of its kind and number is open.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewSignup<'_>) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "insert into signups (id, dealer_id, kind, wanted, wanted_by_dealer, country, display_name, vertical, code_by, \
         forward_to, solution_id, config_id, replace_sender, code_wrong, calls_lost, stuck, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, 0, $13, $14, $15)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.kind.as_str())
    .bind(new.wanted.map(E164::as_str))
    .bind(new.wanted.is_some())
    .bind(new.choices.country)
    .bind(new.choices.display_name)
    .bind(new.choices.vertical)
    .bind(new.choices.code_by.as_str())
    .bind(new.choices.forward_to.map(E164::as_str))
    .bind(new.solution_id)
    .bind(new.config_id)
    .bind(false)
    .bind(new.created_at.0)
    .bind(new.expires_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &SignupId) -> Result<Option<Signup>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// One of any dealer. For the holder of its signed link and for the ISV's people, who name no dealer.
pub async fn find_by_id(db: &mut Db, id: &SignupId) -> Result<Option<Signup>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where id = $1"
    ))
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's, newest first.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Signup>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where dealer_id = $1 order by created_at desc, id desc"
    ))
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// The dealer's that have not ended, newest first.
pub async fn list_open(db: &mut Db, dealer: &DealerId) -> Result<Vec<Signup>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where dealer_id = $1 and ended_at is null order by created_at desc, id desc"
    ))
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Those of any dealer that took part of a WABA and have not ended. For Meta's webhook, which names no dealer.
pub async fn list_of_waba(db: &mut Db, waba_id: &str) -> Result<Vec<Signup>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where waba_id = $1 and revoked_at is null order by created_at desc, id desc"
    ))
    .bind(waba_id)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Those of any dealer whose Meta window was opened, or opened again, after `since` and is not known to be finished. For
/// Meta's webhook, which names no dealer.
pub async fn list_in_window(db: &mut Db, since: Timestamp) -> Result<Vec<Signup>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from signups where ended_at is null and waba_id is null and id in \
         (select e.signup_id from events e where e.what in ('window.opened', 'window.resumed') and e.at > $1) \
         order by created_at desc, id desc"
    ))
    .bind(since.0)
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// When each dealer first finished Meta's window, of those that did so after `since`, oldest first. For the ISV's
/// quota.
pub async fn list_new_dealers(db: &mut Db, since: Timestamp) -> Result<Vec<(DealerId, Timestamp)>> {
    let rows: Vec<(String, i64)> = on!(db, |c| sqlx::query_as(
        "select dealer_id, min(facebook_at) from signups where facebook_at is not null \
         group by dealer_id having min(facebook_at) > $1 order by min(facebook_at)"
    )
    .bind(since.0)
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter()
        .map(|(dealer, at)| Ok((text(dealer)?, Timestamp(at))))
        .collect()
}

/// Whether the dealer ever finished Meta's window.
pub async fn has_finished(db: &mut Db, dealer: &DealerId) -> Result<bool> {
    let count: i64 = on!(db, |c| sqlx::query_scalar(
        "select count(*) from signups where dealer_id = $1 and facebook_at is not null"
    )
    .bind(dealer.as_str())
    .fetch_one(&mut *c)
    .await)?;
    Ok(count > 0)
}

/// Takes the end of Meta's window, if none was taken. Answers whether it was taken.
pub async fn set_facebook(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    facebook: Facebook<'_>,
    at: Timestamp,
) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
        "update signups set waba_id = $3, business_id = $4, phone_number_id = $5, facebook_by = $6, facebook_at = $7 \
         where dealer_id = $1 and id = $2 and waba_id is null and ended_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(facebook.waba_id)
    .bind(facebook.business_id)
    .bind(facebook.phone_number_id)
    .bind(facebook.by)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Fills in what Meta's webhook or an earlier message did not say of the same finish. What is there stays.
pub async fn fill_facebook(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    facebook: Facebook<'_>,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update signups set business_id = coalesce(business_id, $4), phone_number_id = coalesce(phone_number_id, $5), \
         facebook_by = case when facebook_by = 'meta' then 'both' else facebook_by end \
         where dealer_id = $1 and id = $2 and waba_id = $3"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(facebook.waba_id)
    .bind(facebook.business_id)
    .bind(facebook.phone_number_id)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Meta itself says the same as the page did: its word about whose the WABA is stands in place of the page's.
pub async fn confirm_facebook(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    waba_id: &str,
    business_id: Option<&str>,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
            "update signups set business_id = coalesce($4, business_id), \
         facebook_by = case when facebook_by = 'page' then 'both' else facebook_by end \
         where dealer_id = $1 and id = $2 and waba_id = $3",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .bind(waba_id)
        .bind(business_id)
        .execute(&mut *c)
        .await
        .map(drop)
    })?)
}

/// Forgets an end of Meta's window that was another session's, as long as nothing was registered with it.
pub async fn unset_facebook(db: &mut Db, dealer: &DealerId, id: &SignupId, old: &str) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set waba_id = null, business_id = null, phone_number_id = null, facebook_by = null, \
         facebook_at = null where dealer_id = $1 and id = $2 and waba_id = $3 and sender_id is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(old)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Takes another end of Meta's window in place of `old`, which Twilio has refused; the sender is made anew.
/// Answers whether `old` was still the one.
pub async fn replace_facebook(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    old: &str,
    facebook: Facebook<'_>,
    at: Timestamp,
) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
        "update signups set waba_id = $4, business_id = $5, phone_number_id = $6, facebook_by = $7, facebook_at = $8, \
         replace_sender = $9, stuck = $10, trouble_code = null, trouble_word = null, trouble_at = null, retry_at = null \
         where dealer_id = $1 and id = $2 and waba_id = $3 and ended_at is null and stuck"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(old)
    .bind(facebook.waba_id)
    .bind(facebook.business_id)
    .bind(facebook.phone_number_id)
    .bind(facebook.by)
    .bind(at.0)
    .bind(true)
    .bind(false)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Changes what the dealer chose beside the number.
pub async fn set_choices(db: &mut Db, dealer: &DealerId, id: &SignupId, choices: &Choices<'_>) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set country = $3, display_name = $4, vertical = $5, code_by = $6, forward_to = $7 \
         where dealer_id = $1 and id = $2 and ended_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(choices.country)
    .bind(choices.display_name)
    .bind(choices.vertical)
    .bind(choices.code_by.as_str())
    .bind(choices.forward_to.map(E164::as_str))
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Sets or clears which number is to be bought for a session whose dealer left it to us. Answers whether the session is
/// open and as it was read: the dealer may have chosen meanwhile.
///
/// # Errors
/// [`crate::Error::Taken`] if another open session of the dealer has that number.
pub async fn choose(db: &mut Db, dealer: &DealerId, was: &Signup, number: Option<&E164>) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
            "update signups set wanted = $3, wanted_by_dealer = $4 where dealer_id = $1 and id = $2 \
             and number_id is null and ended_at is null and kind = $5 and coalesce(wanted, '') = $6",
        )
        .bind(dealer.as_str())
        .bind(was.id.as_str())
        .bind(number.map(E164::as_str))
        .bind(false)
        .bind(was.kind.as_str())
        .bind(was.wanted.as_ref().map_or("", E164::as_str))
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Gives a session that is not connected another number; nothing of the one before stays in it.
///
/// # Errors
/// [`crate::Error::Taken`] if another open session of the dealer has it.
pub async fn change_number(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    kind: NumberKind,
    number: Option<&E164>,
) -> Result<()> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update signups set kind = $3, wanted = $4, wanted_by_dealer = $5, phone_number_id = null, number_id = null, \
         number_at = null, sender_id = null, replace_sender = $6, code_sent_at = null, code_given_at = null, \
         code_wrong = $6, calls_lost = 0, stuck = $6, trouble_code = null, trouble_word = null, trouble_at = null, \
         retry_at = null where dealer_id = $1 and id = $2 and ended_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(kind.as_str())
    .bind(number.map(E164::as_str))
    .bind(number.is_some())
    .bind(false)
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// Notes that the number is there. Answers whether the session is open and wants it still.
pub async fn set_number(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    number: &Number,
    at: Timestamp,
) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
            "update signups set number_id = $3, number_at = coalesce(number_at, $4) \
             where dealer_id = $1 and id = $2 and wanted = $5 and ended_at is null",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .bind(number.id.as_str())
        .bind(at.0)
        .bind(number.number.as_str())
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Notes the sender; WhatsApp has sent its code, if it sends one.
pub async fn set_sender(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    sender: &SenderId,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set sender_id = $3, replace_sender = $5, code_sent_at = $4, code_given_at = null, \
         code_wrong = $5 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(sender.as_str())
    .bind(at.0)
    .bind(false)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that the sender is to be made anew.
pub async fn mark_replace_sender(db: &mut Db, dealer: &DealerId, id: &SignupId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set replace_sender = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(true)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that a new code was asked for.
pub async fn set_code_sent(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    by: CodeBy,
    at: Timestamp,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set code_by = $3, code_sent_at = $4, code_given_at = null, code_wrong = $5 \
         where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(by.as_str())
    .bind(at.0)
    .bind(false)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Sets where a call with the code is passed on to.
pub async fn set_forward_to(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    number: Option<&E164>,
) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set forward_to = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(number.map(E164::as_str))
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that a code was handed in.
pub async fn set_code_given(db: &mut Db, dealer: &DealerId, id: &SignupId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set code_given_at = $3, code_wrong = $4 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .bind(false)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that the code handed in was wrong or too late.
pub async fn mark_code_wrong(db: &mut Db, dealer: &DealerId, id: &SignupId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set code_given_at = null, code_wrong = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(true)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that a call with a code could not be understood.
pub async fn add_lost_call(db: &mut Db, dealer: &DealerId, id: &SignupId) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set calls_lost = calls_lost + 1 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes what is in the way; an empty trouble is that nothing is.
pub async fn set_trouble(
    db: &mut Db,
    dealer: &DealerId,
    id: &SignupId,
    trouble: &Trouble,
    at: Timestamp,
) -> Result<()> {
    let is_there = *trouble != Trouble::default();
    Ok(on!(db, |c| sqlx::query(
        "update signups set trouble_code = $3, trouble_word = $4, retry_at = $5, stuck = $6, trouble_at = $7 \
         where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(trouble.code.map(i64::from))
    .bind(trouble.word)
    .bind(trouble.retry_at.map(|at| at.0))
    .bind(trouble.stuck)
    .bind(is_there.then_some(at.0))
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Notes that the webhooks are ours, the last thing that was missing.
pub async fn set_webhooks(db: &mut Db, dealer: &DealerId, id: &SignupId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set webhooks_at = coalesce(webhooks_at, $3), ended_at = coalesce(ended_at, $3) \
         where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Lets the link work longer.
pub async fn set_expires(db: &mut Db, dealer: &DealerId, id: &SignupId, expires_at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update signups set expires_at = $3 where dealer_id = $1 and id = $2 and ended_at is null"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(expires_at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Withdraws a session that has not ended. Answers whether it had not.
pub async fn set_revoked(db: &mut Db, dealer: &DealerId, id: &SignupId, at: Timestamp) -> Result<bool> {
    let done = on!(db, |c| {
        sqlx::query(
        "update signups set revoked_at = $3, ended_at = $3 where dealer_id = $1 and id = $2 and ended_at is null"
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

/// Ends the sessions of any dealer whose link ran out before Meta's window was finished. Answers how many.
pub async fn expire(db: &mut Db, now: Timestamp) -> Result<u64> {
    Ok(on!(db, |c| {
        sqlx::query(
        "update signups set ended_at = expires_at where ended_at is null and waba_id is null and expires_at <= $1"
    )
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected())
    })?)
}
