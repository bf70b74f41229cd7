//! Dealers, as the ISV manages them.

mod add;
mod list;
mod open;
mod standing;
mod timeline;

pub use add::add;
pub use list::list;
pub use open::open;
pub use standing::{Standing, standing};
