//! The simulator, driven over real HTTP as its clients drive it.

mod accounts;
mod client;
mod codes;
mod control;
mod ear;
mod faults;
mod messages;
mod numbers;
mod phone;
mod popup;
mod senders;
mod signup;
mod stage;
