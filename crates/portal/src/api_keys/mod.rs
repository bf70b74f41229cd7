//! Keys with which other programs of a dealer read its integrations. A key is told once; only its hash is kept.

mod authenticate;
mod list;
mod make;
mod withdraw;

pub use authenticate::authenticate;
pub use list::list;
pub use make::make;
pub use withdraw::withdraw;
