//! The client against a real HTTP server that remembers what it heard.

mod accounts;
mod failures;
mod messages;
mod numbers;
mod senders;
mod server;
