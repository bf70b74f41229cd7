//! Two conversations that turn out to be one: the buyer was known by number here and by name there.

use domain::{ConversationId, DealerId};

use crate::{Db, Result};

/// Every table that points to a conversation; `tests/it/schema.rs` compares.
pub const TABLES: [&str; 5] = ["messages", "replies", "conversation_labels", "mentions", "drafts"];

/// `$2` gives what it has to `$3`. Where a row may be there once only, the one of `$3` stays.
const GIVEN: [&str; 4] = [
    "update replies set conversation_id = $3 where dealer_id = $1 and conversation_id = $2",
    "update conversation_labels set conversation_id = $3 where dealer_id = $1 and conversation_id = $2 \
     and not exists (select 1 from conversation_labels o where o.conversation_id = $3 \
     and o.label_id = conversation_labels.label_id)",
    "update mentions set conversation_id = $3 where dealer_id = $1 and conversation_id = $2 \
     and not exists (select 1 from mentions o where o.conversation_id = $3 and o.person_id = mentions.person_id)",
    "update drafts set conversation_id = $3 where dealer_id = $1 and conversation_id = $2 \
     and not exists (select 1 from drafts o where o.conversation_id = $3 and o.person_id = drafts.person_id)",
];

const LEFT: [&str; 4] = [
    "delete from conversation_labels where dealer_id = $1 and conversation_id = $2",
    "delete from mentions where dealer_id = $1 and conversation_id = $2",
    "delete from drafts where dealer_id = $1 and conversation_id = $2",
    "delete from conversations where dealer_id = $1 and id = $2",
];

/// Puts everything of `from` into `into`, and forgets `from`. The messages have changed with the count `seq`.
pub async fn unite(
    db: &mut Db,
    dealer: &DealerId,
    from: &ConversationId,
    into: &ConversationId,
    seq: i64,
) -> Result<()> {
    on!(db, |c| sqlx::query(
        "update messages set conversation_id = $3, seq = $4 where dealer_id = $1 and conversation_id = $2"
    )
    .bind(dealer.as_str())
    .bind(from.as_str())
    .bind(into.as_str())
    .bind(seq)
    .execute(&mut *c)
    .await
    .map(drop))?;
    for statement in GIVEN {
        on!(db, |c| sqlx::query(statement)
            .bind(dealer.as_str())
            .bind(from.as_str())
            .bind(into.as_str())
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    for statement in LEFT {
        on!(db, |c| sqlx::query(statement)
            .bind(dealer.as_str())
            .bind(from.as_str())
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}
