//! Whether the ISV itself can connect dealers.

mod asked;
mod forecourt;
mod meta;
mod probe;
mod twilio;

pub use probe::probe;
