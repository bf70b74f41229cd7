//! The pages: what dealers and the ISV's people see, rendered on the server and woken up in the browser.
//!
//! To add a page: make `<feature>/mod.rs` with the page, `<feature>/doors.rs` with its server functions (a signature
//! and one call to `portal`), give it a line in [`routes`], and its sentences a file in `crates/domain/locales/en`.

#![recursion_limit = "256"]

pub mod answer;
pub mod compat;
pub mod components;
pub mod context;
pub mod door;
pub mod frame;
pub mod i18n;
mod json;
#[cfg(feature = "ssr")]
pub mod offline;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod wake;

mod account;
mod admins;
mod audit;
#[cfg(feature = "ssr")]
mod connect;
mod connection;
mod contacts;
mod dealers;
mod figures;
#[cfg(all(test, feature = "ssr"))]
mod gallery;
#[cfg(feature = "ssr")]
mod gate;
mod home;
mod hooks;
mod hours;
pub mod inbox;
mod jobs;
mod keys;
mod outbox;
mod percent;
mod readiness;
mod routes;
mod team;
mod templates;
mod unmatched;
mod words;

pub use routes::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
