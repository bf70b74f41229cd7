//! The release build, and the folder a release is made of.

use crate::{process, tools, workspace};
use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
    time::Instant,
};

/// `cargo xtask build`.
pub fn run(_: &[String]) -> Result<()> {
    tools::for_building()?;
    build()
}

/// Builds `target/dist`: the binary, `hash.txt` and `site/`. Does nothing when no source changed.
///
/// cargo-leptos splits, optimises and compresses anew on every run, which takes half a minute, so the
/// question whether anything changed is asked here first.
pub fn build() -> Result<()> {
    let mark = workspace::dist().join(".sources");
    let sources = sources()?;
    if workspace::forecourt().is_file() && fs::read_to_string(&mark).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    println!(
        "building the release (the first time usually 5 to 10 minutes on two cores, later one to three)"
    );
    let start = Instant::now();
    process::run(&mut process::cargo([
        "leptos",
        "build",
        "--release",
        "--split",
        "--precompress",
    ]))?;
    assemble()?;
    fs::write(&mark, sources)?;
    println!("built in {}", crate::report::time(start.elapsed()));
    Ok(())
}

fn assemble() -> Result<()> {
    let dist = workspace::dist();
    let made = workspace::cargo_target().join("release");
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("{} cannot be emptied", dist.display()))?;
    }
    fs::create_dir_all(&dist)?;
    let binary = workspace::forecourt();
    fs::copy(
        made.join(binary.file_name().expect("the binary has a name")),
        &binary,
    )
    .context("the build left no binary")?;
    fs::copy(made.join("hash.txt"), dist.join("hash.txt")).context("the build left no hash.txt")?;
    copy_folder(&workspace::made("site"), &dist.join("site"))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{} cannot be read", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// A fingerprint of everything the build reads.
fn sources() -> Result<String> {
    let root = workspace::root();
    let mut hasher = DefaultHasher::new();
    for name in [
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        ".cargo/config.toml",
    ] {
        hasher.write(&fs::read(root.join(name)).with_context(|| format!("{name} is missing"))?);
    }
    for folder in ["app", "frontend", "server", "crates", "style", "public"] {
        for file in workspace::files(&root.join(folder), "") {
            hasher.write(workspace::short(&file).as_bytes());
            hasher.write(&fs::read(&file)?);
        }
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}
