//! Every test here runs on both engines.

mod hooks;
mod schema;
