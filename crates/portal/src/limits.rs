//! How often something may be tried. Counted in the database, so that a restart or a second machine forgets nothing.

use std::net::IpAddr;

use domain::{Code, Lang, Span, Timestamp, say};
use sha2::{Digest as _, Sha256};
use store::Db;

use crate::{Error, Result};

/// At most so many attempts in any stretch of that length.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    name: &'static str,
    attempts: usize,
    window: Span,
}

/// Passwords tried for one mail address.
pub(crate) const SIGN_IN_ACCOUNT: Limit = Limit {
    name: "sign in account",
    attempts: 10,
    window: Span::minutes(15),
};
/// Passwords tried from one network address.
pub(crate) const SIGN_IN_ADDRESS: Limit = Limit {
    name: "sign in address",
    attempts: 50,
    window: Span::minutes(15),
};
/// Reset links asked for one mail address.
pub(crate) const RESET_ACCOUNT: Limit = Limit {
    name: "reset account",
    attempts: 5,
    window: Span::hours(1),
};
/// Reset links asked for from one network address.
pub(crate) const RESET_ADDRESS: Limit = Limit {
    name: "reset address",
    attempts: 20,
    window: Span::hours(1),
};

/// Calls for help from one signup.
pub(crate) const HELP: Limit = Limit {
    name: "help",
    attempts: 5,
    window: Span::hours(1),
};
/// Times that Twilio is asked to show in one conversation that somebody is writing: it shows it for 25 seconds.
pub(crate) const TYPING: Limit = Limit {
    name: "typing",
    attempts: 1,
    window: Span::seconds(20),
};
/// Files handed in by one person.
pub(crate) const UPLOADS: Limit = Limit {
    name: "uploads",
    attempts: 100,
    window: Span::minutes(10),
};
/// Times that a dealer's people have all templates read from Twilio.
pub(crate) const TEMPLATES: Limit = Limit {
    name: "templates",
    attempts: 6,
    window: Span::minutes(5),
};
/// Mails with the link of one signup.
pub(crate) const LINK_MAILS: Limit = Limit {
    name: "link mails",
    attempts: 10,
    window: Span::hours(1),
};

impl Limit {
    /// Counts one attempt, inside the caller's write. Attempts are noted before they are made: of many at once, no
    /// more than allowed get through.
    ///
    /// # Errors
    /// [`Code::TooManyAttempts`] with the time when the next may be made. It is not counted.
    pub(crate) async fn count(self, db: &mut Db, of: &str, now: Timestamp) -> Result<()> {
        let key = self.key(of);
        let mut noted = store::limits::hold(db, &key).await?;
        noted.retain(|at| *at + self.window > now);
        if let Some(excess) = noted.len().checked_sub(self.attempts) {
            let again = noted[excess] + self.window;
            return Err(Error::until(
                Code::TooManyAttempts,
                say::people::too_many(Lang::default()),
                again,
            ));
        }
        noted.push(now);
        store::limits::set(db, &key, &noted, now + self.window).await?;
        Ok(())
    }

    /// Takes an attempt back that turned out right, inside the caller's write.
    pub(crate) async fn take_back(self, db: &mut Db, of: &str, at: Timestamp) -> Result<()> {
        let key = self.key(of);
        let mut noted = store::limits::hold(db, &key).await?;
        if let Some(place) = noted.iter().position(|noted| *noted == at) {
            noted.remove(place);
        }
        store::limits::set(db, &key, &noted, at + self.window).await?;
        Ok(())
    }

    /// Forgets the attempts, inside the caller's write.
    pub(crate) async fn reset(self, db: &mut Db, of: &str) -> Result<()> {
        store::limits::delete(db, &self.key(of)).await?;
        Ok(())
    }

    /// What people type is not kept, only a hash of it.
    fn key(self, of: &str) -> String {
        use std::fmt::Write as _;
        let digest = Sha256::digest(format!("{}\0{of}", self.name));
        digest.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every text");
            text
        })
    }
}

/// What counts as one network address: all of an IPv4 address, the first 64 bits of an IPv6 one, because one
/// household has all the rest.
pub(crate) fn network(address: &str) -> String {
    let Ok(IpAddr::V6(v6)) = address.parse() else {
        return address.to_owned();
    };
    if let Some(v4) = v6.to_ipv4_mapped() {
        return v4.to_string();
    }
    let [a, b, c, d, ..] = v6.segments();
    format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_one_network() {
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::4"), network("2001:db8:1:3::4"));
    }
}
