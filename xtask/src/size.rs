//! What a first visit loads, against the budget.

use crate::{process, release, report::kilobytes, tools, workspace};
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Scripts, WASM and styles of one page, as transferred. In bytes.
pub const BUDGET: u64 = 200_000;

/// A form that is complete as HTML.
const SCRIPTLESS: &str = "/login";

/// One page as a browser with an empty cache met it.
pub struct FirstLoad {
    pub page: String,
    pub script: u64,
    pub wasm: u64,
    pub style: u64,
    /// Milliseconds; the median of all visits.
    pub first_byte: f64,
    /// Milliseconds from the start of the visit to `<html data-ready>`.
    pub hydrated: f64,
}

impl FirstLoad {
    pub fn total(&self) -> u64 {
        self.script + self.wasm + self.style
    }

    pub fn line(&self) -> String {
        format!(
            "{:<10} {:>9}  (script {}, wasm {}, style {})",
            self.page,
            kilobytes(self.total()),
            kilobytes(self.script),
            kilobytes(self.wasm),
            kilobytes(self.style)
        )
    }
}

/// `cargo xtask size`.
pub fn run(_: &[String]) -> Result<()> {
    tools::for_testing()?;
    release::build()?;
    println!("{}", check()?);
    Ok(())
}

/// Fails when a page is over the budget.
pub fn check() -> Result<String> {
    let pages = measure(1)?;
    for page in &pages {
        println!("{}", page.line());
    }
    let over: Vec<_> = pages
        .iter()
        .filter(|page| page.total() > BUDGET)
        .map(|page| page.page.as_str())
        .collect();
    if !over.is_empty() {
        bail!("{} over the budget of {}", over.join(" and "), kilobytes(BUDGET));
    }
    let sizes: Vec<_> = pages
        .iter()
        .map(|page| format!("{} {}", page.page, kilobytes(page.total())))
        .collect();
    Ok(format!("{}, budget {}", sizes.join(", "), kilobytes(BUDGET)))
}

/// Visits each page `times` times in a real browser with an empty cache.
pub fn measure(times: u32) -> Result<Vec<FirstLoad>> {
    let mut node = process::command("node");
    node.current_dir(workspace::end2end())
        .args(["first-load.mjs", &times.to_string()])
        .env("CHROMIUM", tools::chromium()?);
    let answer = process::output(&mut node)?;
    let pages: Value = serde_json::from_str(&answer).context("first-load.mjs answered no JSON")?;
    pages
        .as_array()
        .context("first-load.mjs answered no list")?
        .iter()
        .map(first_load)
        .collect()
}

fn first_load(page: &Value) -> Result<FirstLoad> {
    let bytes = |kind: &str| {
        page["bytes"][kind]
            .as_u64()
            .with_context(|| format!("no bytes of {kind} in {page}"))
    };
    let time = |name: &str| {
        page[name]
            .as_f64()
            .with_context(|| format!("no {name} in {page}"))
    };
    let name = page["page"].as_str().context("a page without a name")?;
    // A page that loads less than it needs is not small, it is broken.
    let needs: &[&str] = if name == SCRIPTLESS {
        &["style"]
    } else {
        &["script", "wasm", "style"]
    };
    for kind in needs {
        if bytes(kind)? == 0 {
            bail!("{name} loads no {kind}");
        }
    }
    Ok(FirstLoad {
        page: name.to_owned(),
        script: bytes("script")?,
        wasm: bytes("wasm")?,
        style: bytes("style")?,
        first_byte: time("firstByte")?,
        hydrated: time("hydrated")?,
    })
}
