//! Message templates: written here, made at Twilio, judged by Meta. What Meta thinks is read from Twilio, never assumed.
//!
//! A row says what is wanted; [`carry`] brings Twilio in line with it, one step after the other, each finding its own
//! earlier result. [`sync`] reads all of them.

mod add_starters;
mod carry;
mod create;
mod delete;
mod list;
mod submit;
mod sync;
mod taken;
mod usable;
mod wire;

pub use add_starters::add_starters;
pub(crate) use carry::carry;
pub use create::create;
pub use delete::delete;
pub use list::list;
pub use submit::submit;
pub(crate) use sync::job as sync_job;
pub use sync::sync;
pub use taken::taken;
pub use usable::usable;
