//! Passwords: their rules, and Argon2id, a few at a time.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use domain::{Lang, say};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::{Chance, Error, Result};

/// OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are hashed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Fewest characters of a password.
pub const SHORTEST: usize = 10;
/// Most characters of a password.
pub const LONGEST: usize = 200;

/// A hash that no password has: checked against when there is no person, so that it takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$Zm9yZWNvdXJ0bm9ib2R5MA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What people choose when they are told to use ten characters. In small letters, without signs at the ends.
const COMMON: &str = include_str!("passwords/common.txt");

/// Hashes and checks passwords. Never blocks the threads that answer requests.
#[derive(Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    checked: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            checked: AtomicU64::new(0),
        }
    }
}

impl Passwords {
    /// The PHC string to keep.
    pub async fn hash(&self, chance: &Chance, password: &SecretString) -> Result<String> {
        let salt: [u8; 16] = chance.bytes();
        let password = password.clone();
        self.in_turn(move || {
            argon2()
                .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
                .map(|hash| hash.to_string())
        })
        .await?
        .map_err(|why| Error::Internal(format!("a password could not be hashed: {why}")))
    }

    /// Whether the password belongs to the hash. Without a hash the answer is no, after the same work.
    pub async fn check(&self, password: &SecretString, hash: Option<&str>) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let password = password.clone();
        let right = self
            .in_turn(move || {
                argon2()
                    .verify_password(password.expose_secret().as_bytes(), hash.as_str())
                    .is_ok()
            })
            .await?;
        self.checked.fetch_add(1, Ordering::Relaxed);
        Ok(known && right)
    }

    /// How many passwords were checked against a hash since the start.
    pub fn checked(&self) -> u64 {
        self.checked.load(Ordering::Relaxed)
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            // Given back when the work is done, even if nobody waits for it any more.
            let _turn = turn;
            work()
        })
        .await
        .map_err(|why| Error::Internal(format!("hashing a password: {why}")))
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the cost is within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Why a new password will not do, in words.
pub fn fault(lang: Lang, password: &SecretString, email: &str) -> Option<String> {
    let password = password.expose_secret();
    let length = password.chars().count();
    let plain = password.to_lowercase();
    let first = plain.chars().next();
    if length < SHORTEST {
        Some(say::people::password_short(lang, SHORTEST))
    } else if length > LONGEST {
        Some(say::people::password_long(lang, LONGEST))
    } else if plain == email || email.split('@').next() == Some(plain.as_str()) {
        Some(say::people::password_mail(lang).to_owned())
    } else if plain.chars().all(|sign| Some(sign) == first)
        || COMMON
            .lines()
            .any(|common| common == plain.trim_matches(|sign: char| !sign.is_alphanumeric()))
    {
        Some(say::people::password_common(lang).to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault_of(password: &str) -> Option<String> {
        fault(
            Lang::En,
            &SecretString::from(password),
            "piet.jansen@example.test",
        )
    }

    #[test]
    fn a_few_words_in_a_row_will_do() {
        for good in [
            "forecourt-demo",
            "drie gele vogels",
            "pässwörter!",
            "日本語日本語日本語の",
        ] {
            assert_eq!(fault_of(good), None, "{good}");
        }
    }

    #[test]
    fn short_long_known_and_own_names_will_not_do() {
        let long = "ab".repeat(101);
        for bad in [
            "",
            "nine char",
            "Password123",
            "!!welkom1234!",
            "aaaaaaaaaaaaaa",
            "PIET.JANSEN",
            "Piet.Jansen@example.test",
            &long,
        ] {
            assert!(fault_of(bad).is_some(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_password_belongs_to_its_own_hash_only() {
        let (passwords, chance) = (Passwords::default(), Chance::seeded(1));
        let right = SecretString::from("drie gele vogels");
        let hash = passwords.hash(&chance, &right).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");

        assert!(passwords.check(&right, Some(&hash)).await.unwrap());
        assert!(
            !passwords
                .check(&"vier gele vogels".into(), Some(&hash))
                .await
                .unwrap()
        );
        assert!(!passwords.check(&right, None).await.unwrap());
        assert_eq!(passwords.checked(), 3);
        assert_ne!(
            hash,
            passwords.hash(&chance, &right).await.unwrap(),
            "each has its own salt"
        );
    }

    #[test]
    fn the_hash_of_nobody_costs_what_a_real_one_costs() {
        let refused = argon2().verify_password(b"drie gele vogels", NOBODY).unwrap_err();
        // Not a parse error: the work was done, and the result was wrong.
        assert_eq!(refused, argon2::password_hash::Error::PasswordInvalid);
    }
}
