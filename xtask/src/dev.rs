//! `cargo xtask dev`: rebuild on change.

use crate::{demo, process, tools};
use anyhow::Result;

/// `cargo leptos watch` with the server in demo mode; further arguments go to the server.
///
/// Not split and with plain file names: splitting is for release builds, and a stylesheet can only be
/// replaced in the open page while its name stays the same.
pub fn run(args: &[String]) -> Result<()> {
    tools::for_building()?;
    let mut watch = process::cargo(["leptos", "watch", "--", "demo"]);
    watch.args(args).env("LEPTOS_HASH_FILES", "false");
    demo::become_(&mut watch)
}
