//! The stories. Each is told on both engines, against the simulator.

mod house;
mod journey;

mod audit;
mod brands;
mod dealers;
mod mails;
mod members;
mod people;
mod signups;
mod vault;
