//! When a dealer's people are there, and who of them gets a new conversation.

mod open;
mod save;

pub use open::open;
pub use save::save;
