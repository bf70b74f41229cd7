//! Parts of the Rust toolchain itself.

use crate::{process, workspace};
use anyhow::{Context, Result};
use std::{path::Path, process::Stdio};

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser.
pub fn target() -> Result<()> {
    let sysroot = process::first_line("rustc", &["--print", "sysroot"]).context(
        "rustc does not answer: install Rust from https://rustup.rs, or run `rustup toolchain install 1.95.0`",
    )?;
    let library = Path::new(&sysroot).join("lib/rustlib").join(WASM).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    println!("adding the Rust target {WASM} (usually half a minute)");
    let added = process::run(process::command("rustup").args(["target", "add", WASM]));
    // It can think that it has what somebody has removed.
    if added.is_ok() && library.is_dir() {
        return Ok(());
    }
    println!(
        "rustup could not; building the target from the standard library's source (usually half a minute)"
    );
    process::run(&mut process::command(workspace::root().join(".ci/wasm-std")))
        .with_context(|| format!("the Rust target {WASM} is missing: run `rustup target add {WASM}`"))
}

/// The formatter and the linter.
pub fn components() -> Result<()> {
    for (name, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        let mut check = process::cargo([subcommand, "--version"]);
        if check
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
        {
            continue;
        }
        println!("adding {name} to the toolchain (usually half a minute)");
        process::run(process::command("rustup").args(["component", "add", name]))
            .with_context(|| format!("{name} is missing: run `rustup component add {name}`"))?;
    }
    Ok(())
}
