//! A dealer's team.

mod invite;
mod list;
mod owners;
mod remove;
mod set_role;

pub use invite::invite;
pub use list::list;
pub use remove::remove;
pub use set_role::set_role;
