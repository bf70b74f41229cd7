//! Two conversations that turn out to be one: the buyer was known by number here and by name there.

use domain::{ConversationId, DealerId};

use crate::{Db, Result};

/// Puts everything that was said in `from` into `into`, and forgets `from`. Every table that points to a conversation
/// is here; `tests/it/schema.rs` compares.
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
    on!(db, |c| sqlx::query(
        "update replies set conversation_id = $3 where dealer_id = $1 and conversation_id = $2"
    )
    .bind(dealer.as_str())
    .bind(from.as_str())
    .bind(into.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?;
    desk(db, dealer, from, into).await?;
    Ok(on!(db, |c| sqlx::query(
        "delete from conversations where dealer_id = $1 and id = $2"
    )
    .bind(dealer.as_str())
    .bind(from.as_str())
    .execute(&mut *c)
    .await
    .map(drop))?)
}

/// Labels, mentions and drafts; where both have one, the one of `into` stays.
async fn desk(db: &mut Db, dealer: &DealerId, from: &ConversationId, into: &ConversationId) -> Result<()> {
    macro_rules! moved {
        ($copy:literal, $delete:literal) => {
            on!(db, |c| sqlx::query($copy)
                .bind(dealer.as_str())
                .bind(from.as_str())
                .bind(into.as_str())
                .execute(&mut *c)
                .await
                .map(drop))?;
            on!(db, |c| sqlx::query($delete)
                .bind(dealer.as_str())
                .bind(from.as_str())
                .execute(&mut *c)
                .await
                .map(drop))?;
        };
    }
    moved!(
        "insert into conversation_labels (dealer_id, conversation_id, label_id) \
         select dealer_id, $3, label_id from conversation_labels where dealer_id = $1 and conversation_id = $2 \
         on conflict do nothing",
        "delete from conversation_labels where dealer_id = $1 and conversation_id = $2"
    );
    moved!(
        "insert into mentions (dealer_id, person_id, conversation_id, at, seen_at) \
         select dealer_id, person_id, $3, at, seen_at from mentions where dealer_id = $1 and conversation_id = $2 \
         on conflict do nothing",
        "delete from mentions where dealer_id = $1 and conversation_id = $2"
    );
    moved!(
        "insert into drafts (dealer_id, person_id, conversation_id, body, at) \
         select dealer_id, person_id, $3, body, at from drafts where dealer_id = $1 and conversation_id = $2 \
         on conflict do nothing",
        "delete from drafts where dealer_id = $1 and conversation_id = $2"
    );
    Ok(())
}
