//! Every test here runs on both engines.

mod audit;
mod hooks;
mod jobs;
mod plans;
mod schema;
mod year;
