//! What building and testing need, installed when it is missing and left alone when it is there.
//!
//! Each tool says what is being done and how long that usually takes on two cores. One that cannot be
//! installed is one sentence with the command that fixes it.

mod browser;
mod cargo;
mod node;
mod postgres;
mod rust;

pub use browser::chromium;
pub use postgres::{ensure as ensure_postgres, folder as postgres};

use crate::process;
use anyhow::{Result, bail};

/// `cargo xtask tools`: everything at once.
pub fn run(_: &[String]) -> Result<()> {
    for_testing()?;
    println!("everything is installed");
    Ok(())
}

/// Enough for `demo`, `dev` and the release build.
pub fn for_building() -> Result<()> {
    rust::target()?;
    node::packages()?;
    cargo::bindgen()?;
    cargo::leptos()
}

/// Enough for reading the sources, too: Clippy and the formatter.
pub fn for_checking() -> Result<()> {
    for_building()?;
    rust::components()
}

/// Enough for all of `test`.
pub fn for_testing() -> Result<()> {
    for_checking()?;
    postgres::ensure()?;
    browser::chromium().map(drop)
}

/// Installs Debian packages where that is possible without asking anybody.
fn apt_install(packages: &[&str], usually: &str) -> Result<()> {
    let list = packages.join(" ");
    let root = process::first_line("id", &["-u"]).as_deref() == Some("0");
    if !root || process::find("apt-get").is_none() {
        bail!("{list} is missing: install it with `sudo apt-get install {list}`, or your system's way");
    }
    println!("installing {list} with apt-get (usually {usually})");
    let apt = |args: &[&str]| {
        let mut apt = process::command("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive")
            .args(args)
            .stdout(std::process::Stdio::null());
        process::run(&mut apt)
    };
    // A list that is out of date can still hold the package.
    let _ = apt(&["update", "-q"]);
    apt(&[&["install", "-q", "-y", "--no-install-recommends"], packages].concat()).map_err(|error| {
        error.context(format!(
            "{list} could not be installed: try `apt-get install {list}`"
        ))
    })
}
