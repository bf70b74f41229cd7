//! Incoming webhooks: stored raw before the answer, thought about later.
//!
//! `server` checks the signature and calls [`accept`] with everything that came while the last write was under way. The
//! table is the queue: [`take`] works on many in one write, handing each to the feature it is about, and what fails is left
//! to a job that tries it again alone. Every webhook may come twice, late, out of order or never, so those features find
//! their own earlier result.

mod accept;
mod account;
mod forget;
mod list;
mod process;
mod replay;
mod take;
mod together;

/// The field that the status route adds to what it stores: our own name of the message, from the query of the address
/// that Twilio called. Twilio's own names are letters and digits, so it never sends one like this.
pub const MESSAGE: &str = "forecourt:message";
/// Beside it, which try of the message the news is about, from 1.
pub const ATTEMPT: &str = "forecourt:attempt";

pub use accept::{Incoming, accept};
pub use account::{Account, account};
pub use forget::forget;
pub use list::{list, open};
pub(crate) use process::process;
pub use replay::replay;
pub use take::take;
