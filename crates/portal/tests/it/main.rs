//! The stories. Each is told on both engines, against the simulator.

mod house;
mod jobs;
mod journey;

mod admins;
mod api_keys;
mod audit;
mod brands;
mod comparing;
mod connections;
mod contacts;
mod dealers;
mod desk;
mod desk_verbs;
mod erasing;
mod fairness;
mod figures;
mod going_live;
mod hooks;
mod hours;
mod mails;
mod media;
mod members;
mod numbers;
mod outside;
mod people;
mod pushing;
mod readiness;
mod receiving;
mod searching;
mod sending;
mod signups;
mod templates;
mod unharmed;
mod vault;
