//! A signed-in browser: how long it lasts, and how it begins.

use domain::{Span, Timestamp, member::Role};
use secrecy::SecretString;
use store::{Db, logins::NewLogin, people::Person};

use crate::{From, Result, World, invitations::token_hash};

/// However much it is used, a sign-in ends after this.
const LIFE: Span = Span::days(30);
/// A `User-Agent` longer than this is somebody's joke.
const BROWSER: usize = 300;

/// A sign-in that worked.
#[derive(Debug)]
pub struct SignedIn {
    /// The secret for the session cookie.
    pub cookie: SecretString,
    /// Where the person lands.
    pub home: &'static str,
}

/// After how long without use a sign-in ends: sooner for those who see every dealer.
pub(super) fn idle(role: Role) -> Span {
    if role.is_isv() {
        Span::hours(12)
    } else {
        Span::days(7)
    }
}

/// The `User-Agent`, not longer than is useful.
pub(super) fn browser(from: &From) -> String {
    from.browser.chars().take(BROWSER).collect()
}

/// Begins a sign-in, inside the caller's write.
pub(super) async fn begin(
    db: &mut Db,
    world: &World,
    now: Timestamp,
    person: &Person,
    from: &From,
) -> Result<SignedIn> {
    let secret = world.chance.token();
    let new = NewLogin {
        id: &world.chance.id(now),
        person: &person.id,
        secret_hash: &token_hash(&secret),
        created_at: now,
        expires_at: now + LIFE,
        idle_until: now + idle(person.role),
        address: &from.address,
        browser: &browser(from),
    };
    store::logins::insert(db, new).await?;
    Ok(SignedIn {
        cookie: secret.into(),
        home: person.role.home(),
    })
}
