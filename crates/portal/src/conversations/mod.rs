//! The desk: the list of conversations, a thread, what changed, and what people do with a conversation besides
//! answering it.
//!
//! Owners and agents of the dealer may do all of it; only owners change labels and replies, and see the figures.

mod assign;
mod canned;
mod changes;
mod desk;
mod draft;
mod excerpt;
mod filters;
mod held;
mod labels;
mod lines;
mod list;
mod mark_read;
mod note;
mod open;
mod reopen;
mod search;
mod set_labels;
mod set_state;
mod stats;
mod unread;
mod watch;
mod words;

pub use assign::assign;
pub use canned::{remove_canned, save_canned};
pub use changes::changes;
pub use desk::desk;
pub use draft::save_draft;
pub use filters::{remove_filter, rename_filter, save_filter};
pub use labels::{remove_label, save_label};
pub use list::list;
pub use mark_read::mark_read;
pub use note::write_note;
pub use open::{earlier, open};
pub(crate) use reopen::reopen;
pub use search::search;
pub use set_labels::set_labels;
pub use set_state::set_state;
pub use stats::stats;
pub use unread::unread;
pub use watch::{bell, watch};
pub use words::words;
