//! Node and the npm packages of `end2end/`: wasm-opt for the build, the rest for the tests.

use crate::{process, workspace};
use anyhow::{Context, Result, bail};
use std::fs;

/// The packages that `package-lock.json` names, no others.
pub fn packages() -> Result<()> {
    node()?;
    let folder = workspace::end2end();
    let locked = fs::read_to_string(folder.join("package-lock.json"))
        .context("end2end/package-lock.json is missing")?;
    let mark = folder.join("node_modules/.installed-lock.json");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == locked) {
        return Ok(());
    }
    println!("installing the npm packages of end2end (usually half a minute)");
    let mut npm = process::command("npm");
    npm.current_dir(&folder)
        .args(["ci", "--loglevel=error"])
        // The browser comes from the system; see `browser.rs`.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(&mut npm).context("the npm packages are missing: run `npm ci` in end2end")?;
    fs::write(&mark, locked).context("end2end/node_modules cannot be written")
}

fn node() -> Result<()> {
    let version = process::first_line("node", &["--version"]);
    let major = version.as_deref().and_then(|line| {
        line.trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    match major {
        Some(20..) if process::find("npm").is_some() => Ok(()),
        Some(20..) => {
            bail!("npm is missing: install it with `apt-get install npm`, or Node from https://nodejs.org")
        }
        Some(_) => bail!(
            "Node {} is too old: install Node 20 or newer from https://nodejs.org",
            version.unwrap_or_default()
        ),
        None => bail!(
            "Node is missing: install Node 20 or newer from https://nodejs.org, or `apt-get install nodejs npm`"
        ),
    }
}
