//! The audit log: who did what to whom, when, from where. Only ever added to.
//!
//! A deed writes its line in its own transaction:
//! `Line::new(What::MemberInvited).by(actor).of(&dealer).on(email).with("role", role).write(&mut db, world, now)`.

mod line;
mod list;
mod what;
mod words;

pub use line::Line;
pub use list::list;
pub use what::What;
pub use words::words;
