//! The simulator, driven over real HTTP as its clients drive it.

mod accounts;
mod client;
mod codes;
mod content;
mod control;
mod ear;
mod faults;
mod inbound;
mod media;
mod messages;
mod numbers;
mod openapi;
mod phone;
mod popup;
mod senders;
mod sending;
mod signup;
mod stage;
mod talk;
