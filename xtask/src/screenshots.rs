//! `cargo xtask screenshots`: every page and state, wide and phone, light and dark.

use crate::{process, release, tools, workspace};
use anyhow::Result;

/// Builds, then lets Playwright walk the demo; words after the command choose pages by name.
pub fn run(args: &[String]) -> Result<()> {
    tools::for_testing()?;
    release::build()?;
    let mut playwright = process::command("playwright");
    playwright
        .current_dir(workspace::end2end())
        .args(["test", "--config=screenshots.config.ts"])
        .env("CHROMIUM", tools::chromium()?);
    if !args.is_empty() {
        playwright.args(["--grep", &args.join("|")]);
    }
    let walked = process::run(&mut playwright);
    println!(
        "screenshots: {}",
        workspace::made("screenshots/index.html").display()
    );
    walked
}
