//! Chromium, for the browser tests and the measurements.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The browser to drive: `CHROMIUM` where that is set, else a known name, else installed.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        if !path.is_file() {
            bail!("CHROMIUM names {}, which is no file", path.display());
        }
        return Ok(path);
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    super::apt_install(&["chromium"], "two minutes")
        .context("the browser tests need Chromium; CHROMIUM can name one that is installed elsewhere")?;
    installed().context("chromium was installed, but is not on the PATH")
}

fn installed() -> Option<PathBuf> {
    let mac = PathBuf::from(MAC);
    NAMES
        .iter()
        .find_map(|name| process::find(name))
        .or_else(|| mac.is_file().then_some(mac))
}
