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
mod numbers;
mod outside;
mod people;
mod readiness;
mod receiving;
mod sending;
mod signups;
mod unharmed;
mod vault;
