//! Message templates: as they were written here or found at Twilio, and what Twilio last said of them.

use domain::{
    DealerId, TemplateId, Timestamp,
    template::{Category, Shape, Standing, Value},
};

use crate::{
    Db, Error, Result,
    shape::{self, maybe_code, maybe_moment, moment, plain, row, text},
};

row! {
    /// A template.
    Template {
        /// Which.
        id: TemplateId = String, text;
        /// Whose.
        dealer_id: DealerId = String, text;
        /// Twilio's name of it, `HX…`; none while it is being made there.
        content_sid: Option<String> = Option<String>, plain;
        /// Its name at Meta.
        name: String = String, plain;
        /// Its language, by Meta's code.
        language: String = String, plain;
        /// What was asked for.
        category: Category = String, |word: String| shape::word(&word, Category::parse);
        /// What Meta made of it, in Twilio's word.
        meta_category: Option<String> = Option<String>, plain;
        /// What it is made of; none if it is of a kind that is not known here.
        shape: Option<Shape> = Option<String>, |json: Option<String>| json.map(|json| json_of(&json)).transpose();
        /// The name of its kind.
        kind: String = String, plain;
        /// An example for every variable.
        samples: Vec<Value> = String, |json: String| json_of(&json);
        /// Twilio's word for where it stands with Meta; none until it was first heard.
        status: Option<String> = Option<String>, plain;
        /// Why Meta rejected it, as Twilio passes it on.
        reason: Option<String> = Option<String>, plain;
        /// When somebody asked to hand it in.
        submit_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When Twilio took that.
        submitted_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When the call that makes it was begun.
        attempted_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// Twilio's code for why it could not be made or handed in.
        error_code: Option<u32> = Option<i64>, maybe_code;
        /// When Twilio was last asked about it.
        synced_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When it was written, or found.
        created_at: Timestamp = i64, moment;
        /// When somebody asked to delete it.
        delete_at: Option<Timestamp> = Option<i64>, maybe_moment;
        /// When it was gone at Twilio.
        deleted_at: Option<Timestamp> = Option<i64>, maybe_moment;
    }
}

fn json_of<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|_| Error::Corrupt(json.to_owned()))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|why| Error::Corrupt(why.to_string()))
}

/// Adds a template. What happens to it is stored with [`save`].
///
/// # Errors
/// [`Error::Taken`] if there is one of this name in this language, or of this name of Twilio's.
pub async fn insert(db: &mut Db, dealer: &DealerId, new: &Template) -> Result<()> {
    let (shape, samples) = (new.shape.as_ref().map(json).transpose()?, json(&new.samples)?);
    on!(db, |c| {
        sqlx::query(
        "insert into templates (id, dealer_id, content_sid, name, language, category, shape, kind, samples, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(new.id.as_str())
    .bind(dealer.as_str())
    .bind(new.content_sid.as_deref())
    .bind(&new.name)
    .bind(&new.language)
    .bind(new.category.as_str())
    .bind(shape)
    .bind(&new.kind)
    .bind(samples)
    .bind(new.created_at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    save(db, dealer, new).await
}

/// Stores everything about a template that can change.
pub async fn save(db: &mut Db, dealer: &DealerId, one: &Template) -> Result<()> {
    let (shape, samples) = (one.shape.as_ref().map(json).transpose()?, json(&one.samples)?);
    Ok(on!(db, |c| {
        sqlx::query(
        "update templates set content_sid = $3, meta_category = $4, shape = $5, kind = $6, samples = $7, status = $8, \
         reason = $9, submit_at = $10, submitted_at = $11, attempted_at = $12, error_code = $13, synced_at = $14, \
         delete_at = $15, deleted_at = $16 where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(one.id.as_str())
    .bind(one.content_sid.as_deref())
    .bind(one.meta_category.as_deref())
    .bind(shape)
    .bind(&one.kind)
    .bind(samples)
    .bind(one.status.as_deref())
    .bind(one.reason.as_deref())
    .bind(one.submit_at.map(|at| at.0))
    .bind(one.submitted_at.map(|at| at.0))
    .bind(one.attempted_at.map(|at| at.0))
    .bind(one.error_code.map(i64::from))
    .bind(one.synced_at.map(|at| at.0))
    .bind(one.delete_at.map(|at| at.0))
    .bind(one.deleted_at.map(|at| at.0))
    .execute(&mut *c)
    .await
    .map(drop)
    })?)
}

/// One of the dealer's, deleted or not.
pub async fn get(db: &mut Db, dealer: &DealerId, id: &TemplateId) -> Result<Option<Template>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from templates where dealer_id = $1 and id = $2"
    ))
    .bind(dealer.as_str())
    .bind(id.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// The dealer's of that name of Twilio's, deleted or not.
pub async fn find_by_sid(db: &mut Db, dealer: &DealerId, sid: &str) -> Result<Option<Template>> {
    let row: Option<Raw> = on!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from templates where dealer_id = $1 and content_sid = $2"
    ))
    .bind(dealer.as_str())
    .bind(sid)
    .fetch_optional(&mut *c)
    .await)?;
    shape::one(row)
}

/// All of the dealer's that are not deleted, the newest first.
pub async fn list(db: &mut Db, dealer: &DealerId) -> Result<Vec<Template>> {
    let rows: Vec<Raw> = on!(db, |c| {
        sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from templates where dealer_id = $1 and deleted_at is null order by created_at desc, id desc limit 6000"
    ))
    .bind(dealer.as_str())
    .fetch_all(&mut *c)
    .await
    })?;
    shape::all(rows)
}

/// When a dealer's templates were last read from Twilio, and what was in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sync {
    /// When.
    pub at: Timestamp,
    /// A stable word; none when all went well.
    pub trouble: Option<String>,
}

/// The dealer's last look at Twilio.
pub async fn last_sync(db: &mut Db, dealer: &DealerId) -> Result<Option<Sync>> {
    let found: Option<(i64, Option<String>)> = on!(db, |c| sqlx::query_as(
        "select at, trouble from template_syncs where dealer_id = $1"
    )
    .bind(dealer.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(found.map(|(at, trouble)| Sync {
        at: Timestamp(at),
        trouble,
    }))
}

/// Stores a look at Twilio.
pub async fn set_sync(db: &mut Db, dealer: &DealerId, sync: &Sync) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into template_syncs (dealer_id, at, trouble) values ($1, $2, $3) \
         on conflict (dealer_id) do update set at = excluded.at, trouble = excluded.trouble"
    )
    .bind(dealer.as_str())
    .bind(sync.at.0)
    .bind(sync.trouble.as_deref())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Dealers with an account at Twilio whose templates were not read since `before`. For the daily look.
pub async fn list_unsynced(db: &mut Db, before: Timestamp, limit: u32) -> Result<Vec<DealerId>> {
    let rows: Vec<String> = on!(db, |c| {
        sqlx::query_scalar(
        "select distinct s.dealer_id from senders s left join template_syncs t on t.dealer_id = s.dealer_id \
         where s.deleted_at is null and s.online_at is not null and (t.at is null or t.at < $1) limit $2"
    )
    .bind(before.0)
    .bind(i64::from(limit))
    .fetch_all(&mut *c)
    .await
    })?;
    rows.into_iter().map(shape::text).collect()
}

impl Template {
    /// What Meta takes it for: its own word, else what was asked for.
    pub fn billed_as(&self) -> Category {
        let meta = self.meta_category.as_deref().and_then(Category::parse);
        meta.unwrap_or(self.category)
    }

    /// Where it stands: what we did with it, else what Twilio last said.
    pub fn standing(&self) -> Standing {
        let submitting = self.submit_at.is_some() && self.submitted_at.is_none();
        if self.delete_at.is_some() {
            Standing::Deleting
        } else if self.error_code.is_some() {
            Standing::Failed
        } else if self.content_sid.is_none() || submitting {
            Standing::Making
        } else {
            Standing::of_twilio(self.status.as_deref().unwrap_or_default())
        }
    }
}
