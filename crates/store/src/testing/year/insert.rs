//! Many rows in one statement, from a JSON array.

use domain::{DealerId, NumberId, Timestamp};
use serde_json::Value;

use crate::{Db, Result, db::Raw};

/// Runs a statement on each of the rows bound as `$2`; within it, `e.value` is one. The engines take a JSON array
/// apart differently.
macro_rules! on_rows {
    ($db:expr, $sql:literal, |$query:ident| $bound:expr) => {
        match $db.raw() {
            Raw::Sqlite(c) => {
                let $query = sqlx::query(concat!($sql, " from json_each($2) e"));
                $bound.execute(&mut *c).await.map(drop)
            }
            Raw::Postgres(c) => {
                let $query = sqlx::query(concat!(
                    $sql,
                    " from json_array_elements(cast($2 as json)) as e(value)"
                ));
                $bound.execute(&mut *c).await.map(drop)
            }
        }
    };
}

/// One more dealer of the brand of `first`.
pub(super) async fn dealer(db: &mut Db, first: &DealerId, n: usize, at: Timestamp) -> Result<DealerId> {
    let id: DealerId = format!("bench-{n}").parse().expect("an id");
    on!(db, |c| sqlx::query(
        "insert into dealers (id, brand_id, name, name_key, created_at) \
         select $1, brand_id, $1, $1, $3 from dealers where id = $2"
    )
    .bind(id.as_str())
    .bind(first.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(id)
}

pub(super) async fn contacts(db: &mut Db, dealer: &DealerId, rows: &[Value]) -> Result<()> {
    let json = Value::from(rows).to_string();
    on_rows!(
        db,
        "insert into contacts (id, dealer_id, phone, profile_name, notes, consent, created_at) \
         select e.value->>'id', $1, e.value->>'phone', e.value->>'name', '', 'unknown', \
         cast(e.value->>'at' as bigint)",
        |query| query.bind(dealer.as_str()).bind(&json)
    )?;
    words(db, dealer, Found::Contacts, &json).await
}

pub(super) async fn conversations(
    db: &mut Db,
    dealer: &DealerId,
    number: &NumberId,
    rows: &[Value],
) -> Result<()> {
    let json = Value::from(rows).to_string();
    Ok(on_rows!(
        db,
        "insert into conversations (id, dealer_id, contact_id, number_id, state, unread, waiting_since, \
         last_inbound_at, last_at, last_text, last_kind, last_direction, place, seq, created_at) \
         select e.value->>'id', $1, e.value->>'id', $3, e.value->>'state', cast(e.value->>'unread' as bigint), \
         cast(e.value->>'waits' as bigint), cast(e.value->>'last' as bigint), cast(e.value->>'last' as bigint), \
         'graag tot straks', 'text', 'in', cast(e.value->>'place' as bigint), 0, cast(e.value->>'last' as bigint)",
        |query| query.bind(dealer.as_str()).bind(&json).bind(number.as_str())
    )?)
}

pub(super) async fn messages(db: &mut Db, dealer: &DealerId, rows: &[Value]) -> Result<()> {
    let json = Value::from(rows).to_string();
    on_rows!(
        db,
        "insert into messages (id, dealer_id, conversation_id, direction, origin, kind, body, detail, sid, status, \
         attempts, at, seq) select e.value->>'id', $1, e.value->>'of', e.value->>'way', e.value->>'who', 'text', \
         e.value->>'body', '{}', e.value->>'sid', e.value->>'status', 0, cast(e.value->>'at' as bigint), \
         cast(e.value->>'seq' as bigint)",
        |query| query.bind(dealer.as_str()).bind(&json)
    )?;
    words(db, dealer, Found::Messages, &json).await
}

#[derive(Clone, Copy)]
enum Found {
    Contacts,
    Messages,
}

async fn words(db: &mut Db, dealer: &DealerId, found: Found, json: &str) -> Result<()> {
    match db.raw() {
        Raw::Sqlite(c) => {
            let last: i64 = sqlx::query_scalar("select coalesce(max(id), 0) from words")
                .fetch_one(&mut *c)
                .await?;
            let insert = match found {
                Found::Contacts => {
                    "insert into words (id, dealer_id, contact_id) \
                     select $3 + 1 + e.key, $1, e.value->>'id' from json_each($2) e"
                }
                Found::Messages => {
                    "insert into words (id, dealer_id, message_id) \
                     select $3 + 1 + e.key, $1, e.value->>'id' from json_each($2) e"
                }
            };
            let rows = sqlx::query(insert).bind(dealer.as_str()).bind(json).bind(last);
            rows.execute(&mut *c).await?;
            sqlx::query(
                "insert into words_index (rowid, words) select $2 + 1 + e.key, \
                 (select group_concat(w.value, ' ') from json_each(e.value->'words') w) from json_each($1) e",
            )
            .bind(json)
            .bind(last)
            .execute(&mut *c)
            .await?;
        }
        Raw::Postgres(c) => {
            let insert = match found {
                Found::Contacts => {
                    "insert into words (dealer_id, contact_id, at, words) select $1, e.value->>'id', 0, \
                     array_to_tsvector(array(select json_array_elements_text(e.value->'words'))) \
                     from json_array_elements(cast($2 as json)) as e(value)"
                }
                Found::Messages => {
                    "insert into words (dealer_id, message_id, at, words) \
                     select $1, e.value->>'id', cast(e.value->>'at' as bigint), \
                     array_to_tsvector(array(select json_array_elements_text(e.value->'words'))) \
                     from json_array_elements(cast($2 as json)) as e(value)"
                }
            };
            sqlx::query(insert)
                .bind(dealer.as_str())
                .bind(json)
                .execute(&mut *c)
                .await?;
        }
    }
    Ok(())
}

/// The dealer's inbox has counted so many changes.
pub(super) async fn count(db: &mut Db, dealer: &DealerId, changes: i64) -> Result<()> {
    Ok(on!(db, |c| sqlx::query(
        "insert into inboxes (dealer_id, seq) values ($1, $2) \
         on conflict (dealer_id) do update set seq = inboxes.seq + excluded.seq"
    )
    .bind(dealer.as_str())
    .bind(changes)
    .execute(&mut *c)
    .await
    .map(drop))?)
}
