//! Where things are.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    // Asked when it runs: clones that share a target folder share this program too, whichever of them built it.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = here.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent()
        .expect("xtask lies one folder below the root")
        .to_owned()
}

/// Cargo's own output; a machine may share one between clones.
pub fn cargo_target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// What these commands make, always inside this clone.
pub fn made(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// The assembled release: the binary with its site folder beside it.
pub fn dist() -> PathBuf {
    made("dist")
}

/// The release binary, once it is built.
pub fn forecourt() -> PathBuf {
    dist().join(format!("forecourt{}", std::env::consts::EXE_SUFFIX))
}

/// The browser tests and their npm packages.
pub fn end2end() -> PathBuf {
    root().join("end2end")
}

/// Programs that npm installed.
pub fn npm_bin() -> PathBuf {
    end2end().join("node_modules").join(".bin")
}

/// All files below `folder` whose name ends in `.ext`, in a stable order; build output is left out.
pub fn files(folder: &Path, ext: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                let skipped = ["target", "node_modules", ".git", "test-results"];
                if !skipped.iter().any(|name| path.ends_with(name)) {
                    open.push(path);
                }
            } else if ext.is_empty() || path.extension().is_some_and(|found| found == ext) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A path as people name it: relative to the root.
pub fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
