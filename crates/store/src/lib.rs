//! Everything SQL, for SQLite and PostgreSQL.
//!
//! To add a table: write `migrations/{sqlite,postgres}/00NN_noun.sql` with the same tables and columns, give it a
//! `dealer_id` (or a line with the reason why not in `tests/it/schema.rs`), and a file `src/noun.rs` of free
//! functions that take `db: &mut Db` and then the `&DealerId`. Each statement is written once, with `$1`, and run
//! through [`on!`], which expands the same typed expression for both drivers. No `now()`, no generated ids: values
//! are parameters. Test it on both engines with [`testing::stores`].

/// Runs one expression on whichever engine `$db` is connected to; `$c` is the connection.
///
/// ```ignore
/// on!(db, |c| sqlx::query("delete from mails where id = $1").bind(id.as_str()).execute(&mut *c).await)?;
/// ```
macro_rules! on {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db.raw() {
            $crate::db::Raw::Sqlite($c) => $body,
            $crate::db::Raw::Postgres($c) => $body,
        }
    };
}

mod among;
pub mod api_keys;
pub mod attachments;
pub mod audit;
mod bells;
pub mod brands;
pub mod budgets;
pub mod canned;
pub mod contacts;
pub mod conversations;
mod cursor;
mod db;
pub mod dealers;
pub mod drafts;
pub mod erasures;
mod error;
pub mod events;
pub mod filters;
pub mod hooks;
pub mod inboxes;
pub mod integrations;
pub mod invitations;
pub mod jobs;
pub mod labels;
pub mod limits;
pub mod logins;
pub mod mails;
pub mod mentions;
pub mod messages;
pub mod meta_words;
pub mod numbers;
pub mod offices;
pub mod people;
pub mod places;
pub mod pushes;
pub mod reconciliations;
pub mod registrations;
pub mod replies;
pub mod retentions;
pub mod secrets;
pub mod senders;
mod shape;
pub mod signups;
pub mod subaccounts;
pub mod templates;
#[cfg(feature = "testing")]
pub mod testing;
pub mod unions;
pub mod unmatched;
pub mod words;

pub use cursor::Cursor;
pub use db::{Db, Store};
pub use error::{Error, Result};
