//! The stories. Each is told on both engines, against the simulator.

mod house;
mod jobs;
mod journey;

mod admins;
mod audit;
mod brands;
mod connections;
mod dealers;
mod going_live;
mod mails;
mod members;
mod people;
mod signups;
mod unharmed;
mod vault;
