//! The whole server on a port of its own, with the simulator as its outside, spoken to over HTTP.

mod aborted;
mod check;
mod device;
mod gate;
mod headers;
mod hooks;
mod house;
mod inbox;
mod look;
mod media;
mod routes;
mod sending;
mod settings;
mod signups;
mod stop;
