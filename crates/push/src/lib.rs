//! Web push: a short message to a browser that is closed, by way of the push service that its maker runs.
//!
//! The message is encrypted for the browser (`encrypt`, RFC 8291), the request says whose it is (`vapid`, RFC 8292),
//! and goes only to addresses on the public internet (`endpoint`): browsers hand those addresses in, so they are a
//! stranger's words. Randomness and time are parameters. Why this is not somebody else's crate: `docs/decisions/0009`.

mod client;
mod encrypt;
mod endpoint;
mod key;
mod vapid;

pub use client::{Client, Delivery, Error};
pub use encrypt::{MOST_BYTES, Receiver, encrypt};
pub use endpoint::{Endpoint, NotReachable, Reach};
pub use key::Key;
