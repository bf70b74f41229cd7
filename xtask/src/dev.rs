//! `cargo xtask dev`: rebuild on change.

use crate::{demo, process, tools};
use anyhow::Result;

/// `cargo leptos watch` with the server in demo mode; further arguments go to the server.
///
/// Split, because a lazy route that was not split never wakes up; with plain file names, because a stylesheet can
/// only be replaced in the open page while its name stays the same.
pub fn run(args: &[String]) -> Result<()> {
    tools::for_building()?;
    let mut watch = process::cargo(["leptos", "watch", "--split", "--", "demo"]);
    watch.args(args).env("LEPTOS_HASH_FILES", "false");
    demo::become_(&mut watch)
}
