//! Buyers: looked up, named, silenced, exported, erased.

mod confirm;
mod edit;
mod erase;
mod erase_at_twilio;
mod export;
mod keep;
mod list;
mod open;
mod tar;

pub use confirm::erase_confirmed;
pub use edit::{Edit, edit, set_consent, set_stopped};
pub use erase::erase;
pub(crate) use erase::erase_messages;
pub(crate) use erase_at_twilio::erase_at_twilio;
pub use export::{Export, export};
pub use keep::set_keep_days;
pub(crate) use keep::{enforce, erase_old};
pub use list::list;
pub use open::open;
