//! Links that set a password: what dealers, teams and the login page have in common.

use domain::{PersonId, Span, Timestamp};
use sha2::{Digest as _, Sha256};
use store::{Db, invitations::Kind};

use crate::{Result, World};

/// How long the first invitation works.
const FIRST_LIFE: Span = Span::days(7);
/// How long a reset link works.
const RESET_LIFE: Span = Span::hours(1);

/// A link that was just made. Its token is nowhere else.
pub(crate) struct Link {
    /// Absolute, on our own origin.
    pub url: String,
}

/// Makes a link for someone and ends their earlier ones, inside the caller's write.
pub(crate) async fn write(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    person: &PersonId,
    kind: Kind,
) -> Result<Link> {
    let (life, path) = match kind {
        Kind::First => (FIRST_LIFE, "invite"),
        Kind::Reset => (RESET_LIFE, "reset"),
    };
    let token = world.chance.token();
    store::invitations::revoke_all(db, person, now).await?;
    let new = store::invitations::NewInvitation {
        id: &world.chance.id(now),
        person,
        kind,
        token_hash: &token_hash(&token),
        created_at: now,
        expires_at: now + life,
    };
    store::invitations::insert(db, new).await?;
    Ok(Link {
        url: world.url(&format!("/{path}/{token}")),
    })
}

/// What the database knows a link's token or a cookie's secret by.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
