//! Where a dealer is: what buyers get when they ask for the way.

mod remove;
mod save;

pub use remove::remove;
pub use save::save;
