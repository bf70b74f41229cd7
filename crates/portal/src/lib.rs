//! What Forecourt does: one verb, one file. A deed takes the [`World`] and the [`Actor`], opens at most one write at
//! a time, and never speaks to the outside while it holds one.
//!
//! To add a deed: name the noun it belongs to (`signups`, `numbers`, …), make `<noun>/<verb>.rs` with one public
//! function `verb(&World, &Actor, input) -> Result<output, Error>`, re-export it from `<noun>/mod.rs`, say in its
//! first line who may do it, read the clock once, and write state, audit line and follow-up jobs in one
//! transaction. Then give it a door: a server function in `app` or a route in `server`.

mod accounts;
mod actor;
mod address;
mod bell;
mod chance;
mod clock;
mod contact_views;
mod error;
mod invitations;
mod limits;
mod message_views;
mod pages;
mod problem;
mod settings;
pub mod story;
mod telephone;
mod world;
mod zone;

pub mod admins;
pub mod api_keys;
pub mod audit;
pub mod brands;
pub mod contacts;
pub mod conversations;
pub mod dealers;
pub mod demo;
pub mod find;
pub mod home;
pub mod hooks;
pub mod hours;
pub mod integrations;
pub mod jobs;
pub mod mails;
pub mod media;
pub mod members;
pub mod messages;
pub mod numbers;
pub mod passwords;
pub mod people;
pub mod places;
pub mod pushes;
pub mod readiness;
pub mod senders;
pub mod signups;
pub mod templates;
pub mod vault;

pub use actor::{Actor, From};
pub use chance::Chance;
pub use clock::Clock;
pub use error::{Error, Result, with_causes};
pub use settings::{Logo, MetaSettings, SecretKey, Settings, TwilioSettings};
pub use world::World;
