//! A typed door to Meta: what Embedded Signup's popup says, what Meta's webhook says, who signed it,
//! and the few Graph calls the portal needs. It knows no tenants and no tables.
//!
//! # How to add one more event
//!
//! - **of the popup**: a variant of [`embedded_signup::Event`] and a line in `embedded_signup/parse.rs`.
//!   Ids are texts of digits, never numbers: a browser's numbers lose the last digits of a long id.
//! - **of the webhook**: a variant of [`webhook::AccountUpdate`] and a line in `webhook/parse.rs`. An event
//!   that is not known must stay readable as `Other`, with everything Meta said.
//! - **a Graph call**: a method in `client.rs`; secrets go into the body or a header where Meta allows it,
//!   and errors never hold an address.

mod client;
pub mod embedded_signup;
mod error;
mod id;
pub mod signature;
pub mod webhook;

pub use client::{AccessToken, App, Client, Field, Solution, Subscription};
pub use error::Error;
pub use id::{Id, IdError};
