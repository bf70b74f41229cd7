//! What a first visit loads, against the budget.

use crate::{process, release, report::kilobytes, tools, workspace};
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// What a page may and must load.
struct Rule {
    page: &'static str,
    /// Scripts, WASM and styles together, as transferred. In bytes.
    budget: u64,
    /// A page that loads less than it needs is not small, it is broken.
    needs: &'static [&'static str],
}

/// The way in is light: see docs/decisions/0006. The desk wakes alone, and an open conversation is a piece of its own:
/// 0007. The dealer's home stands for the other hydrated pages.
const RULES: [Rule; 5] = [
    Rule {
        page: "/login",
        budget: 200_000,
        needs: &["style"],
    },
    Rule {
        page: "/connect",
        budget: 200_000,
        needs: &["script", "style"],
    },
    Rule {
        page: "/inbox",
        budget: 260_000,
        needs: &["script", "wasm", "style"],
    },
    Rule {
        page: "/inbox/{conversation}",
        budget: 372_000,
        needs: &["script", "wasm", "style"],
    },
    Rule {
        page: "/",
        budget: 490_000,
        needs: &["script", "wasm", "style"],
    },
];

fn rule(page: &str) -> Result<&'static Rule> {
    RULES
        .iter()
        .find(|rule| rule.page == page)
        .with_context(|| format!("no budget for {page}"))
}

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
    /// What it may load, in bytes.
    pub fn budget(&self) -> Result<u64> {
        Ok(rule(&self.page)?.budget)
    }

    pub fn total(&self) -> u64 {
        self.script + self.wasm + self.style
    }

    pub fn line(&self) -> String {
        format!(
            "{:<22} {:>9}  (script {}, wasm {}, style {})",
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
    tools::for_building()?;
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
    let mut sizes = Vec::new();
    for page in &pages {
        let budget = page.budget()?;
        if page.total() > budget {
            bail!("{} is over its budget of {}", page.page, kilobytes(budget));
        }
        sizes.push(format!(
            "{} {} of {}",
            page.page,
            kilobytes(page.total()),
            kilobytes(budget)
        ));
    }
    Ok(sizes.join(", "))
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
    for kind in rule(name)?.needs {
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
