//! `cargo xtask demo`: the first command of the README.

use crate::{process, release, tools, workspace};
use anyhow::{Context, Result};

/// Installs what is missing, builds, and becomes `forecourt demo`; further arguments are passed on.
pub fn run(args: &[String]) -> Result<()> {
    tools::for_building()?;
    release::build()?;
    let mut demo = process::command(workspace::forecourt());
    demo.arg("demo").args(args);
    become_(&mut demo)
}

/// Replaces this process, so that Ctrl-C and signals reach the server and nothing stands between.
#[cfg(unix)]
pub fn become_(command: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let program = command.get_program().to_string_lossy().into_owned();
    Err(command.exec()).with_context(|| format!("{program} does not start"))
}

/// Where a process cannot be replaced it is waited for.
#[cfg(not(unix))]
pub fn become_(command: &mut std::process::Command) -> Result<()> {
    process::run(command).context("the server ended")
}
