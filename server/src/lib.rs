//! The composition root: reads the settings, opens the database and the doors to the outside, puts the pages, the
//! JSON endpoints and the webhooks on one listener, and keeps the worker going.
//!
//! To add a route: write its handler in `web/<noun>.rs`, give it a line in [`web::ROUTES`] with who may use it, and
//! say in `tests/it/routes.rs` what it answers to nobody, to another dealer and to the wrong role.

pub mod cli;
mod commands;
pub mod demo;
pub mod hooks;
mod live;
mod logs;
mod metrics;
pub mod settings;
pub mod site;
pub mod start;
pub mod web;
mod worker;
