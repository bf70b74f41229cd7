//! Buyers, as each dealer knows them.

use domain::{
    ContactId, DealerId, E164, Timestamp,
    contact::{Address, Consent},
};

use crate::{
    Cursor, Db, Result,
    among::{self, on_list},
    shape::{self, maybe, maybe_moment, moment, plain, row, text},
    words,
};

row! {
    /// A buyer.
    Contact {
        /// Which.
        id: ContactId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Their number, unless WhatsApp hides it.
        phone: Option<E164> = Option<String>, maybe;
        /// Meta's name of them to this dealer's portfolio: `NL.1349…`.
        scoped: Option<String> = Option<String>, plain;
        /// What they call themselves. Untrusted.
        profile_name: Option<String> = Option<String>, plain;
        /// When they were called so: an older message does not rename them.
        profile_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// What the dealer calls them.
        own_name: Option<String> = Option<String>, plain;
        /// What the dealer wrote down.
        notes: String = String, plain;
        /// Whether they agreed to be written to.
        consent: Consent = String, |word: String| shape::word(&word, Consent::parse);
        /// Since when.
        consent_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// How it is known.
        consent_how: Option<String> = Option<String>, plain;
        /// Since when they do not want to be written to.
        stopped_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// What they said.
        stopped_word: Option<String> = Option<String>, plain;
        /// When they last said stop or start: an older message does not undo it.
        word_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// The first message.
        created_at: Timestamp = i64, moment;
        /// When everything about them was erased.
        erased_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

impl Contact {
    /// Where to write to; `None` once they are erased.
    pub fn address(&self) -> Option<Address> {
        let phone = self.phone.clone().map(Address::Phone);
        phone.or_else(|| self.scoped.clone().map(Address::Scoped))
    }
}

/// Someone who writes for the first time.
#[derive(Debug)]
pub struct NewContact<'a> {
    /// Their id.
    pub id: &'a ContactId,
    /// Their number, unless WhatsApp hides it.
    pub phone: Option<&'a E164>,
    /// Meta's name of them.
    pub scoped: Option<&'a str>,
    /// What they call themselves.
    pub profile_name: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

impl NewContact<'_> {
    /// As they are once they were added.
    pub fn contact(&self, dealer: &DealerId) -> Contact {
        Contact {
            id: self.id.clone(),
            dealer_id: dealer.clone(),
            phone: self.phone.cloned(),
            scoped: self.scoped.map(str::to_owned),
            profile_name: self.profile_name.map(str::to_owned),
            profile_at: self.profile_name.map(|_| self.at),
            own_name: None,
            notes: String::new(),
            consent: Consent::Unknown,
            consent_at: None,
            consent_how: None,
            stopped_at: None,
            stopped_word: None,
            word_at: None,
            created_at: self.at,
            erased_at: None,
        }
    }
}

/// Adds a buyer.
///
/// # Errors
/// [`crate::Error::Taken`] if the dealer knows the number or the name already.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &NewContact<'_>) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "insert into contacts (id, dealer_id, phone, scoped, profile_name, profile_at, notes, consent, created_at) \
         values ($1, $2, $3, $4, $5, $6, '', 'unknown', $7)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.phone.map(E164::as_str))
    .bind(new.scoped)
    .bind(new.profile_name)
    .bind(new.profile_name.map(|_| new.at.0))
    .bind(new.at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    words::insert_contact(db, dealer, new.id, &[new.profile_name], new.phone).await
}

/// One of the dealer's.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &ContactId) -> Result<Option<Contact>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from contacts where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's buyer with that number, or else with that name.
pub async fn find(
    db: &mut Db,
    dealer: &DealerId,
    phone: Option<&E164>,
    scoped: Option<&str>,
) -> Result<Option<Contact>> {
    let row: Option<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from contacts where dealer_id = $1 and (phone = $2 or scoped = $3) order by phone is null limit 1"
    ))
    .bind(dealer.as_str())
    .bind(phone.map(E164::as_str))
    .bind(scoped)
    .fetch_optional(&mut *c)
    .await
    })?;
    shape::one(row)
}

/// Stores everything about a buyer that can change.
pub async fn save(db: &mut Db, dealer: &DealerId, contact: &Contact) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "update contacts set phone = $3, scoped = $4, profile_name = $5, own_name = $6, notes = $7, consent = $8, \
         consent_at = $9, consent_how = $10, stopped_at = $11, stopped_word = $12, erased_at = $13, \
         profile_at = $14, word_at = $15 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(contact.id.as_str())
    .bind(contact.phone.as_ref().map(E164::as_str))
    .bind(contact.scoped.as_deref())
    .bind(contact.profile_name.as_deref())
    .bind(contact.own_name.as_deref())
    .bind(&contact.notes)
    .bind(contact.consent.as_str())
    .bind(contact.consent_at.map(|at| at.0))
    .bind(contact.consent_how.as_deref())
    .bind(contact.stopped_at.map(|at| at.0))
    .bind(contact.stopped_word.as_deref())
    .bind(contact.erased_at.map(|at| at.0))
    .bind(contact.profile_at.map(|at| at.0))
    .bind(contact.word_at.map(|at| at.0))
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    let names = [contact.own_name.as_deref(), contact.profile_name.as_deref()];
    words::set_contact(db, dealer, &contact.id, &names, contact.phone.as_ref()).await
}

/// Notes that a buyer still calls themselves what is known.
pub async fn set_profile_at(db: &mut Db, dealer: &DealerId, id: &ContactId, at: Timestamp) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "update contacts set profile_at = $3 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// The dealer's buyers who are not erased, the latest first.
pub async fn list(db: &mut Db, dealer: &DealerId, after: &Cursor, limit: u32) -> Result<Vec<Contact>> {
    let rows: Vec<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from contacts where dealer_id = $1 and erased_at is null and (created_at, id) < ($2, $3) \
         order by created_at desc, id desc limit $4"
    ))
    .bind(dealer.as_str())
    .bind(after.at.0)
    .bind(&after.id)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Forgets a buyer who turned out to be another one; nothing may point to it any more.
pub async fn delete(db: &mut Db, dealer: &DealerId, id: &ContactId) -> Result<()> {
    words::delete_contact(db, dealer, id).await?;
    Ok(on!(db, |c| sqlx::query(
        "delete from contacts where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Those of the dealer's that are named.
pub async fn list_of(db: &mut Db, dealer: &DealerId, ids: &[&ContactId]) -> Result<Vec<Contact>> {
    let ids = among::list(ids.iter().map(|id| id.as_str()));
    let rows: Vec<Raw> = on_list!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from contacts where dealer_id || '' = $1 and id in ",
        among!("$2")
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}
