//! Links that set a password. The link holds a token; the row only its SHA-256.

use domain::{InvitationId, PersonId, Timestamp};

use crate::{Db, Result, shape};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first password of someone who was invited.
    First,
    /// A new password instead of a forgotten one.
    Reset,
}

impl Kind {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Reset => "reset",
        }
    }
    fn parse(text: &str) -> Option<Self> {
        [Self::First, Self::Reset]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}

/// A link to note.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    /// Its id.
    pub id: &'a InvitationId,
    /// For whom.
    pub person: &'a PersonId,
    /// What for.
    pub kind: Kind,
    /// SHA-256 of the token.
    pub token_hash: &'a [u8; 32],
    /// Now.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A link, whether it still works or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub id: InvitationId,
    /// For whom.
    pub person: PersonId,
    /// What for.
    pub kind: Kind,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub revoked_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Raw {
    #[sqlx(try_from = "String")]
    id: InvitationId,
    #[sqlx(try_from = "String")]
    person_id: PersonId,
    kind: String,
    #[sqlx(try_from = "i64")]
    expires_at: Timestamp,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

/// Notes a link.
pub async fn insert(db: &mut Db, new: NewInvitation<'_>) -> Result<()> {
    on!(db, |c| sqlx::query(
        "insert into invitations (id, person_id, kind, token_hash, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(new.id.as_str())
    .bind(new.person.as_str())
    .bind(new.kind.as_str())
    .bind(new.token_hash.as_slice())
    .bind(new.created_at.0)
    .bind(new.expires_at.0)
    .execute(&mut *c)
    .await
    .map(drop))?;
    Ok(())
}

/// The link with that token.
pub async fn find_by_token(db: &mut Db, token_hash: &[u8; 32]) -> Result<Option<Row>> {
    let raw: Option<Raw> = on!(db, |c| {
        sqlx::query_as(
        "select id, person_id, kind, expires_at, used_at, revoked_at from invitations where token_hash = $1"
    )
    .bind(token_hash.as_slice())
    .fetch_optional(&mut *c)
    .await
    })?;
    let row = |raw: Raw| {
        Ok(Row {
            id: raw.id,
            person: raw.person_id,
            kind: shape::word(&raw.kind, Kind::parse)?,
            expires_at: raw.expires_at,
            used_at: shape::at(raw.used_at),
            revoked_at: shape::at(raw.revoked_at),
        })
    };
    raw.map(row).transpose()
}

/// Uses a link up. Answers whether it still worked: of two that try at once, one is told yes.
pub async fn mark_used(db: &mut Db, id: &InvitationId, now: Timestamp) -> Result<bool> {
    let rows = on!(db, |c| sqlx::query(
        "update invitations set used_at = $2 \
         where id = $1 and used_at is null and revoked_at is null and expires_at > $2"
    )
    .bind(id.as_str())
    .bind(now.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Withdraws every link of a person that still works.
pub async fn revoke_all(db: &mut Db, person: &PersonId, at: Timestamp) -> Result<()> {
    on!(db, |c| {
        sqlx::query(
        "update invitations set revoked_at = $2 where person_id = $1 and used_at is null and revoked_at is null"
    )
    .bind(person.as_str())
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    Ok(())
}
