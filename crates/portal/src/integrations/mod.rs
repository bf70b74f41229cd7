//! Integrations: what finished signups left.

mod get;
mod list;
mod open;
mod view;

pub use get::get;
pub use list::list;
pub use open::open;
pub(crate) use view::cards;
