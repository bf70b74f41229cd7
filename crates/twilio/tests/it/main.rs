//! The client against a real HTTP server that remembers what it heard.

mod accounts;
mod content;
mod failures;
mod media;
mod messages;
mod numbers;
mod senders;
mod server;
mod typing;
