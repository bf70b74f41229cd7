//! Programs that cargo installs, in the versions that are proven together.

use crate::process;
use anyhow::{Context, Result};

/// Must equal the `wasm-bindgen` in `Cargo.lock`; splitting the WASM also depends on its private names.
const BINDGEN: &str = "0.2.130";
/// The newest that builds with this toolchain.
const LEPTOS: &str = "0.3.10";

/// Makes the page's WASM callable from JavaScript.
pub fn bindgen() -> Result<()> {
    if process::first_line("wasm-bindgen", &["--version"]).is_some_and(|line| line.ends_with(BINDGEN)) {
        return Ok(());
    }
    // Not `--locked`: its lock file names versions that not every registry mirror has.
    install(&["wasm-bindgen-cli", "--version", BINDGEN], "two to five minutes")
}

/// Builds page and server together.
pub fn leptos() -> Result<()> {
    if process::first_line("cargo", &["leptos", "--version"]).is_some_and(|line| line.ends_with(LEPTOS)) {
        return Ok(());
    }
    // `no_downloads`: a helper tool it misses is an error, never a silent download.
    install(
        &[
            "cargo-leptos",
            "--version",
            LEPTOS,
            "--locked",
            "--features",
            "no_downloads",
        ],
        "12 minutes",
    )
}

fn install(args: &[&str], usually: &str) -> Result<()> {
    println!(
        "installing {} {} (usually {usually} on two cores)",
        args[0], args[2]
    );
    let mut install = process::cargo(["install", "--force"]);
    install
        .args(args)
        .env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback")
        // A tool's build does not belong among the project's.
        .env_remove("CARGO_TARGET_DIR");
    process::run(&mut install)
        .with_context(|| format!("{} is missing: run `cargo install {}`", args[0], args.join(" ")))
}
