//! The signup: from *Connect WhatsApp* to *Connected*.
//!
//! A session is a row and a signed link. Whoever holds the link tells what the browser sees (`record_event.rs`); the
//! end of Meta's window comes from the page, the redirect or Meta's own webhook, whichever is first, and all of them
//! meet in `take.rs`. From there jobs do the rest (`chain/`), each able to find its own earlier result. Where a
//! session is, is read off the rows every time (`view.rs`), never stored.

mod access;
mod ask_for_help;
mod assign;
mod begin;
mod budget;
pub(crate) mod chain;
mod connect_page;
mod enter;
mod finish;
mod hints;
mod invite;
mod letters;
mod link;
mod list_unmatched;
mod meta_news;
mod meta_update;
mod open;
mod progress;
mod quota;
mod ready;
mod record_event;
mod resend_code;
mod retry;
mod revoke;
mod send_link;
mod session;
mod start;
mod submit_code;
mod take;
mod view;
mod window;

pub use ask_for_help::ask_for_help;
pub use assign::assign;
pub(crate) use begin::{Choice, begin};
pub use connect_page::connect_page;
pub use enter::enter;
pub use finish::finish;
pub use invite::invite;
pub use list_unmatched::list_unmatched;
pub use meta_update::meta_update;
pub use open::open;
pub use progress::progress;
pub use quota::quota;
pub(crate) use ready::blocked;
pub use record_event::record_event;
pub use resend_code::resend_code;
pub use retry::retry;
pub use revoke::revoke;
pub use send_link::send_link;
pub use session::session;
pub use start::start;
pub use submit_code::submit_code;
pub(crate) use view::{open_signup, qr};
