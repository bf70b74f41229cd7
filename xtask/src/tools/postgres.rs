//! PostgreSQL's own programs: the tests start a server of their own in a temporary folder.

use crate::process;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

const DEBIAN: &str = "/usr/lib/postgresql";

/// Makes sure a server can be started.
pub fn ensure() -> Result<()> {
    if folder().is_some() {
        return Ok(());
    }
    super::apt_install(&["postgresql"], "one minute")
        .context("the tests run on PostgreSQL too, and start its server themselves")?;
    folder()
        .map(drop)
        .context("postgresql was installed, but initdb and pg_ctl were not found")
}

/// The folder with `initdb` and `pg_ctl`: the PATH's, else Debian's newest.
pub fn folder() -> Option<PathBuf> {
    let complete = |folder: &Path| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file();
    if let Some(folder) = process::find("initdb").and_then(|file| Some(file.parent()?.to_owned())) {
        return complete(&folder).then_some(folder);
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir(DEBIAN)
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    versions.retain(|folder| complete(folder));
    // 15 before 9.6, which comes last as text.
    versions.sort_by_key(|folder| version(folder));
    versions.pop()
}

fn version(bin: &Path) -> u32 {
    let name = bin
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    name.split('.')
        .next()
        .and_then(|major| major.parse().ok())
        .unwrap_or_default()
}
