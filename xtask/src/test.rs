//! `cargo xtask test`: everything that must be green.

mod parts;

use crate::{
    report::{self, Outcome, Row},
    tools,
};
use anyhow::{Result, bail};
use parts::{BUILD, PARTS};
use std::time::{Duration, Instant};

/// One part of the run: its name, what it needs, and what it does.
struct Part {
    name: &'static str,
    needs: &'static [Need],
    run: fn() -> Result<Outcome>,
}

/// What a part needs besides the tools for building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The release, as the sources are now.
    Build,
    Chromium,
    Postgres,
}

impl Part {
    fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

/// Runs all parts, or those named, to the end; fails when any of them failed.
pub fn run(args: &[String]) -> Result<()> {
    if let Some(unknown) = args
        .iter()
        .find(|arg| !PARTS.iter().any(|part| part.name == *arg))
    {
        let names: Vec<_> = PARTS.iter().map(|part| part.name).collect();
        bail!("there is no part `{unknown}`; the parts are {}", names.join(", "));
    }
    let start = Instant::now();
    let parts = chosen(args);
    let needs = |need| parts.iter().any(|part| part.needs(need));
    tools::for_checking()?;
    if needs(Need::Postgres) {
        tools::ensure_postgres()?;
    }
    if needs(Need::Chromium) {
        tools::chromium()?;
    }
    let mut rows: Vec<Row> = Vec::new();
    for part in parts {
        report::heading(part.name);
        let built = !rows.iter().any(|row| row.part == BUILD && row.failed());
        let row = if part.needs(Need::Build) && !built {
            let outcome = Outcome::Failed("there is no build to run on".into());
            Row {
                part: part.name,
                outcome,
                took: Duration::ZERO,
            }
        } else {
            run_part(part)
        };
        println!("{}", row.line());
        rows.push(row);
    }
    summary(&rows, start.elapsed())
}

/// All parts, or those named; before any that runs on the build comes the build, which does nothing when it is up to date.
fn chosen(args: &[String]) -> Vec<&'static Part> {
    let named = |part: &Part| args.is_empty() || args.iter().any(|arg| arg == part.name);
    let on_build = PARTS.iter().any(|part| named(part) && part.needs(Need::Build));
    let parts = PARTS.iter();
    parts
        .filter(|part| named(part) || (part.name == BUILD && on_build))
        .collect()
}

fn run_part(part: &Part) -> Row {
    let start = Instant::now();
    let outcome = (part.run)().unwrap_or_else(|error| {
        eprintln!("{error:#}");
        let text = format!("{error:#}");
        Outcome::Failed(text.lines().next().unwrap_or_default().to_owned())
    });
    Row {
        part: part.name,
        outcome,
        took: start.elapsed(),
    }
}

fn summary(rows: &[Row], took: Duration) -> Result<()> {
    report::heading("summary");
    for row in rows {
        println!("{}", row.line());
    }
    let failed: Vec<_> = rows
        .iter()
        .filter(|row| row.failed())
        .map(|row| row.part)
        .collect();
    let skipped = rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Skipped(_)))
        .count();
    println!(
        "\nparts: {} passed, {} failed, {skipped} skipped, in {}",
        rows.len() - failed.len() - skipped,
        failed.len(),
        report::time(took)
    );
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "));
}

#[cfg(test)]
mod tests {
    use super::{Need, chosen};

    fn names(args: &[&str]) -> Vec<&'static str> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        chosen(&args).iter().map(|part| part.name).collect()
    }

    #[test]
    fn what_runs_on_the_build_runs_on_one_of_these_sources() {
        for part in ["size", "contract", "browser"] {
            assert_eq!(names(&[part]), ["build", part]);
        }
        assert_eq!(names(&["browser", "build", "css"]), ["css", "build", "browser"]);
        assert_eq!(names(&["css", "unit"]), ["css", "unit"]);
        assert_eq!(names(&[]).len(), super::PARTS.len());
    }

    #[test]
    fn reading_the_sources_installs_no_browser_and_no_database() {
        let needs = |part: &str, need| chosen(&[part.to_owned()]).iter().any(|part| part.needs(need));
        assert!(needs("unit", Need::Postgres) && !needs("unit", Need::Chromium));
        assert!(needs("browser", Need::Chromium) && needs("size", Need::Chromium));
        for part in ["architecture", "css", "clippy-host", "contract"] {
            assert!(
                !needs(part, Need::Chromium) && !needs(part, Need::Postgres),
                "{part}"
            );
        }
    }
}
