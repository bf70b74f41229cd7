//! What Meta last said about a WABA. Its webhooks are repeated for days and arrive in any order: of each kind the newest
//! word counts, and nobody's WABA is listened for as well, because it may become somebody's.

use domain::{Timestamp, sender::MetaWordKind};

use crate::{Db, Result};

/// A word, as Meta says it.
#[derive(Debug, Clone, Copy)]
pub struct MetaWord<'a> {
    /// Digits.
    pub waba_id: &'a str,
    /// What it is about.
    pub kind: MetaWordKind,
    /// `PARTNER_REMOVED`, `DISABLE` …; `None` is that all is well.
    pub word: Option<&'a str>,
    /// When Meta said it.
    pub said_at: Timestamp,
}

/// Keeps a word, unless a newer one of its kind is known. Answers whether it was kept.
pub async fn set(db: &mut Db, new: MetaWord<'_>) -> Result<bool> {
    let kept = on!(db, |c| sqlx::query(
        "insert into meta_words (waba_id, kind, word, said_at) values ($1, $2, $3, $4) \
         on conflict (waba_id, kind) do update set word = excluded.word, said_at = excluded.said_at \
         where meta_words.said_at <= excluded.said_at"
    )
    .bind(new.waba_id)
    .bind(new.kind.as_str())
    .bind(new.word)
    .bind(new.said_at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(kept == 1)
}

/// The word of that kind, if it is that something is wrong.
pub async fn get(db: &mut Db, waba_id: &str, kind: MetaWordKind) -> Result<Option<String>> {
    let found: Option<Option<String>> = on!(db, |c| sqlx::query_scalar(
        "select word from meta_words where waba_id = $1 and kind = $2"
    )
    .bind(waba_id)
    .bind(kind.as_str())
    .fetch_optional(&mut *c)
    .await)?;
    Ok(found.flatten())
}

/// The word that matters most: an account that is not shared with us is nothing to us, banned or not.
pub async fn worst(db: &mut Db, waba_id: &str) -> Result<Option<String>> {
    match get(db, waba_id, MetaWordKind::Share).await? {
        Some(word) => Ok(Some(word)),
        None => get(db, waba_id, MetaWordKind::Ban).await,
    }
}
