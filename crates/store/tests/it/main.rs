//! Every test here runs on both engines.

mod schema;
