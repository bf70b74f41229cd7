//! The lists of the desk. Each statement walks an index from where the part before ended, however many there are.

use domain::{
    ContactId, ConversationId, DealerId, LabelId, NumberId, PersonId, Timestamp,
    conversation::{Counts, Filter, View},
};

use super::{Conversation, Raw};
use crate::{
    Cursor, Db, Result,
    among::{self, on_list},
    shape::{self, count},
};

/// Where a list begins: before every conversation. Its cursors hold a place where others hold a time.
pub fn top() -> Cursor {
    Cursor {
        at: Timestamp(i64::MIN),
        id: String::new(),
    }
}

/// A page of a view; `columns!()` are those of a conversation.
macro_rules! of_view {
    ($view:literal) => {
        concat!(
            "select ",
            columns!(),
            " from conversations where dealer_id = $1 and (place, id) > ($2, $3) and ",
            $view,
            " and ($5 is null or number_id = $5) and ($6 is null or id in \
             (select l.conversation_id from conversation_labels l where l.label_id = $6)) \
             order by place, id limit $4"
        )
    };
}
/// The conversations of a filter after the cursor, whoever waits longest first, as `me` sees them.
pub async fn list(
    db: &mut Db,
    dealer: &DealerId,
    me: &PersonId,
    filter: &Filter,
    after: &Cursor,
    limit: u32,
) -> Result<Vec<Conversation>> {
    macro_rules! of {
        ($view:literal) => {
            on!(db, |c| sqlx::query_as(of_view!($view))
                .bind(dealer.as_str())
                .bind(after.at.0)
                .bind(&after.id)
                .bind(i64::from(limit))
                .bind(filter.number.as_ref().map(NumberId::as_str))
                .bind(filter.label.as_ref().map(LabelId::as_str))
                .bind(me.as_str())
                .fetch_all(&mut *c)
                .await)
        };
    }
    let rows: Vec<Raw> = match filter.view {
        View::All => of!("state = 'open' and $7 <> ''"),
        View::Mine => of!("assignee_id = $7 and state = 'open'"),
        View::Unassigned => of!("assignee_id is null and state = 'open' and $7 <> ''"),
        View::Unread => of!("unread > 0 and state = 'open' and $7 <> ''"),
        View::Snoozed => of!("state = 'snoozed' and $7 <> ''"),
        View::Resolved => of!("state = 'resolved' and $7 <> ''"),
        View::Mentions => of!("id in (select m.conversation_id from mentions m where m.person_id = $7)"),
    }?;
    shape::all(rows)
}

#[derive(sqlx::FromRow)]
struct RawCounts {
    open: i64,
    mine: i64,
    unassigned: i64,
    unread: i64,
    snoozed: i64,
    mentions: i64,
}

/// How many the views hold as `me` sees them, each at most [`Counts::MOST`].
pub async fn count_views(db: &mut Db, dealer: &DealerId, me: &PersonId) -> Result<Counts> {
    let raw: RawCounts = on!(db, |c| {
        sqlx::query_as(
        "select \
         (select count(*) from (select 1 from conversations where dealer_id = $1 and state = 'open' limit $3) a) \
         as open, \
         (select count(*) from (select 1 from conversations where dealer_id = $1 and assignee_id = $2 \
         and state = 'open' limit $3) b) as mine, \
         (select count(*) from (select 1 from conversations where dealer_id = $1 and assignee_id is null \
         and state = 'open' limit $3) c) as unassigned, \
         (select count(*) from (select 1 from conversations where dealer_id = $1 and unread > 0 \
         and state = 'open' limit $3) d) as unread, \
         (select count(*) from (select 1 from conversations where dealer_id = $1 and state = 'snoozed' limit $3) e) \
         as snoozed, \
         (select count(*) from (select 1 from mentions where person_id = $2 and seen_at is null limit $3) f) \
         as mentions"
    )
    .bind(dealer.as_str())
    .bind(me.as_str())
    .bind(i64::from(Counts::MOST))
    .fetch_one(&mut *c)
    .await
    })?;
    Ok(Counts {
        all: count(raw.open),
        mine: count(raw.mine),
        unassigned: count(raw.unassigned),
        unread: count(raw.unread),
        snoozed: count(raw.snoozed),
        mentions: count(raw.mentions),
    })
}

/// Those of the dealer's that are named.
pub async fn list_of(db: &mut Db, dealer: &DealerId, ids: &[&ConversationId]) -> Result<Vec<Conversation>> {
    let ids = among::list(ids.iter().map(|id| id.as_str()));
    let rows: Vec<Raw> = on_list!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id || '' = $1 and id in ",
        among!("$2")
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}

/// Those with one of these contacts.
pub async fn list_with(db: &mut Db, dealer: &DealerId, contacts: &[&ContactId]) -> Result<Vec<Conversation>> {
    let ids = among::list(contacts.iter().map(|id| id.as_str()));
    let rows: Vec<Raw> = on_list!(db, |c| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from conversations where dealer_id = $1 and contact_id in ",
        among!("$2"),
        " order by last_at desc, id"
    ))
    .bind(dealer.as_str())
    .bind(ids)
    .fetch_all(&mut *c)
    .await)?;
    shape::all(rows)
}
