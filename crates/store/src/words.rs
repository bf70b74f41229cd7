//! What a search finds: the words of messages and contacts. Written in the same write as what they belong to.
//!
//! Both engines get the same words, folded and cut here: what is found does not depend on the engine, and what a
//! person types is never read as the language of a search. Each word stands behind the mark of its dealer, so that
//! the search of one dealer walks past nothing of another's.

mod fold;
mod marks;

use domain::{ContactId, DealerId, E164, MessageId};

use fold::numbers;
pub use fold::{Asked, Word, cut, found};

use crate::{Db, Result, db, messages::Message, shape};
pub(crate) use marks::Of;
#[cfg(feature = "testing")]
pub(crate) use marks::mark;

/// More than any message has; what is longer is found by its beginning.
const MOST_WORDS: usize = 500;
/// A message that came late stands among so many that came after it where its time is.
const LATE: u32 = 500;

/// Makes a message findable.
pub(crate) async fn insert_message(db: &mut Db, dealer: &DealerId, new: &Message) -> Result<()> {
    let detail = &new.detail;
    let place = detail
        .location
        .iter()
        .flat_map(|place| [&place.label, &place.address]);
    let headline = detail.referral.iter().map(|referral| &referral.headline);
    let texts = std::iter::once(&new.body).chain(place).chain(headline);
    let words = texts.flat_map(|text| {
        let words = cut(text);
        let numbers = numbers(text, &words);
        numbers.into_iter().chain(words)
    });
    let folded = words.map(|word| word.folded);
    insert(db, dealer, &Row::message(&new.id, new.at.0), folded).await
}

/// Makes a contact findable as they are now: by names and by the digits of the number.
pub(crate) async fn set_contact(
    db: &mut Db,
    dealer: &DealerId,
    id: &ContactId,
    names: &[Option<&str>],
    phone: Option<&E164>,
) -> Result<()> {
    delete_contact(db, dealer, id).await?;
    insert_contact(db, dealer, id, names, phone).await
}

/// Makes a new contact findable.
pub(crate) async fn insert_contact(
    db: &mut Db,
    dealer: &DealerId,
    id: &ContactId,
    names: &[Option<&str>],
    phone: Option<&E164>,
) -> Result<()> {
    let names = names.iter().flatten().flat_map(|name| cut(name));
    let digits = phone.into_iter().flat_map(endings);
    let words = names.map(|word| word.folded).chain(digits);
    insert(db, dealer, &Row::contact(id), words).await
}

/// A number's endings: it is found without its country, and by its last four digits.
fn endings(phone: &E164) -> impl Iterator<Item = String> + use<> {
    let digits = phone.as_str().trim_start_matches('+').to_owned();
    let last = digits.len().saturating_sub(4);
    (0..=last).map(move |from| digits[from..].to_owned())
}

struct Row<'a> {
    of: Of,
    message: Option<&'a str>,
    contact: Option<&'a str>,
    at: i64,
}

impl<'a> Row<'a> {
    fn message(id: &'a MessageId, at: i64) -> Self {
        Self {
            of: Of::Messages,
            message: Some(id.as_str()),
            contact: None,
            at,
        }
    }
    fn contact(id: &'a ContactId) -> Self {
        Self {
            of: Of::Contacts,
            message: None,
            contact: Some(id.as_str()),
            at: 0,
        }
    }
}

async fn insert(
    db: &mut Db,
    dealer: &DealerId,
    row: &Row<'_>,
    words: impl Iterator<Item = String>,
) -> Result<()> {
    let mark = marks::mark(row.of, dealer);
    let mut words: Vec<String> = words
        .take(MOST_WORDS)
        .map(|word| format!("{mark}{word}"))
        .collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() {
        return Ok(());
    }
    match db.raw() {
        db::Raw::Sqlite(c) => {
            // Two statements in one: each is a turn of the database's thread.
            sqlx::query(
                "insert into words (id, dealer_id, message_id, contact_id) \
                 values ((select coalesce(max(id), 0) + 1 from words), $1, $2, $3); \
                 insert into words_index (rowid, words) values (last_insert_rowid(), $4)",
            )
            .bind(dealer.as_str())
            .bind(row.message)
            .bind(row.contact)
            .bind(words.join(" "))
            .execute(&mut *c)
            .await?;
        }
        db::Raw::Postgres(c) => {
            sqlx::query(
                "insert into words (dealer_id, message_id, contact_id, at, words) \
                 values ($1, $2, $3, $4, array_to_tsvector($5))",
            )
            .bind(dealer.as_str())
            .bind(row.message)
            .bind(row.contact)
            .bind(row.at)
            .bind(words)
            .execute(&mut *c)
            .await?;
        }
    }
    Ok(())
}

/// Messages of a dealer's that say what is asked for, the latest first.
pub async fn find_messages(
    db: &mut Db,
    dealer: &DealerId,
    asked: &Asked,
    limit: u32,
) -> Result<Vec<MessageId>> {
    let found = find(db, dealer, Of::Messages, asked, limit).await?;
    found.into_iter().map(shape::text).collect()
}

/// Contacts of a dealer's with names or a number like what is asked for, the latest first.
pub async fn find_contacts(
    db: &mut Db,
    dealer: &DealerId,
    asked: &Asked,
    limit: u32,
) -> Result<Vec<ContactId>> {
    let found = find(db, dealer, Of::Contacts, asked, limit).await?;
    found.into_iter().map(shape::text).collect()
}

async fn find(db: &mut Db, dealer: &DealerId, of: Of, asked: &Asked, limit: u32) -> Result<Vec<String>> {
    if asked.ways().is_empty() {
        return Ok(Vec::new());
    }
    let mark = marks::mark(of, dealer);
    Ok(match db.raw() {
        db::Raw::Sqlite(c) => {
            // Letters and digits only, in quotes: nothing of it is syntax.
            let query = query(asked, ["AND", "OR"], |word| format!("\"{mark}{word}\" *"));
            let mut rows: Vec<(i64, String)> = sqlx::query_as(
                "select coalesce(m.at, 0), coalesce(w.message_id, w.contact_id) from words_index i \
                 join words w on w.id = i.rowid left join messages m on m.id = w.message_id \
                 where words_index match $1 and w.dealer_id = $2 order by i.rowid desc limit $3",
            )
            .bind(query)
            .bind(dealer.as_str())
            .bind(i64::from(limit.max(LATE)))
            .fetch_all(&mut *c)
            .await?;
            // The index knows in which order they came; ids without a time are in the order of theirs.
            rows.sort_unstable_by(|one, other| other.cmp(one));
            rows.truncate(limit as usize);
            rows.into_iter().map(|(_, id)| id).collect()
        }
        db::Raw::Postgres(c) => {
            let query = query(asked, ["&", "|"], |word| format!("'{mark}{word}':*"));
            sqlx::query_scalar(
                "select coalesce(message_id, contact_id) from words \
                 where words @@ cast($1 as tsquery) and dealer_id = $2 \
                 order by at desc, message_id desc, contact_id desc limit $3",
            )
            .bind(query)
            .bind(dealer.as_str())
            .bind(i64::from(limit))
            .fetch_all(&mut *c)
            .await?
        }
    })
}

/// The question in the engine's language: its words for *and* and *or*, and how it writes the beginning of a word.
fn query(asked: &Asked, [and, or]: [&str; 2], begun: impl Fn(&str) -> String) -> String {
    let all = |words: &Vec<String>| {
        let words: Vec<String> = words.iter().map(|word| begun(word)).collect();
        format!("({})", words.join(&format!(" {and} ")))
    };
    let ways: Vec<String> = asked.ways().iter().map(all).collect();
    ways.join(&format!(" {or} "))
}

/// A message is not found any more.
pub async fn delete_message(db: &mut Db, dealer: &DealerId, id: &MessageId) -> Result<()> {
    if let db::Raw::Sqlite(c) = db.raw() {
        sqlx::query(
            "delete from words_index where rowid in (select id from words where dealer_id = $1 and message_id = $2)",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .execute(&mut *c)
        .await?;
    }
    Ok(on!(db, |c| sqlx::query(
        "delete from words where dealer_id = $1 and message_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// A contact is not found any more; their messages still are.
pub async fn delete_contact(db: &mut Db, dealer: &DealerId, id: &ContactId) -> Result<()> {
    if let db::Raw::Sqlite(c) = db.raw() {
        sqlx::query(
            "delete from words_index where rowid in (select id from words where dealer_id = $1 and contact_id = $2)",
        )
        .bind(dealer.as_str())
        .bind(id.as_str())
        .execute(&mut *c)
        .await?;
    }
    Ok(on!(db, |c| sqlx::query(
        "delete from words where dealer_id = $1 and contact_id = $2"
    )
    .bind(dealer.as_str())
    .bind(id.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}
