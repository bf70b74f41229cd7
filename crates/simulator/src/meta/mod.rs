//! Meta: the SDK, the popup, what it makes, what it tells the ISV's app, and a corner of Graph.

pub mod account_update;
pub mod assets;
pub mod events;
pub mod graph;
pub mod pages;
pub mod play;
pub mod popup;
pub mod run;
pub mod signup;
