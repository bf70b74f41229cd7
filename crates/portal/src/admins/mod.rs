//! The ISV's own people: admins and support.

mod add;
mod enlist;
mod invite;
mod list;
mod remain;
mod remove;
mod set_role;

pub use add::{NewAdmin, add};
pub use invite::invite;
pub use list::list;
pub use remove::remove;
pub use set_role::set_role;
