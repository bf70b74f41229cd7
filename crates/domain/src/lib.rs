//! Forecourt's vocabulary: ids, phone numbers, statuses, step machines and what travels between server and page.
//!
//! No clock, no chance, no input or output: time is a value that callers pass in. The crate compiles to WASM, so it
//! stays light: what only the server needs (phone number metadata, SQL, HTTP) lives elsewhere.

mod ids;
mod lang;
mod page;
mod problem;
mod time;

pub mod account;
pub mod api_key;
pub mod audit;
pub mod brand;
pub mod contact;
pub mod conversation;
pub mod country;
pub mod dealer;
pub mod dictionary;
pub mod find;
pub mod home;
pub mod hook;
pub mod hours;
pub mod integration;
pub mod job;
pub mod mail;
pub mod media;
pub mod member;
pub mod message;
pub mod money;
pub mod number;
pub mod optout;
pub mod phone;
pub mod place;
pub mod profile;
pub mod readiness;
pub mod sender;
pub mod signup;
pub mod template;
pub mod window;

/// Every sentence a person reads, one function each. Generated from `locales/`.
pub mod say {
    include!(concat!(env!("OUT_DIR"), "/say.rs"));
}

pub use ids::*;
pub use lang::Lang;
pub use page::Page;
pub use phone::E164;
pub use problem::{Code, FieldError, Problem};
pub use time::{Span, Timestamp};
