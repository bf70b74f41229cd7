//! `cargo xtask test`: everything that must be green.

mod parts;

use crate::{
    report::{self, Outcome, Row},
    tools,
};
use anyhow::{Result, bail};
use parts::PARTS;
use std::time::{Duration, Instant};

/// One part of the run: its name, whether it needs the release build, and what it does.
struct Part {
    name: &'static str,
    needs_build: bool,
    run: fn() -> Result<Outcome>,
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
    tools::for_testing()?;
    let mut rows: Vec<Row> = Vec::new();
    for part in PARTS
        .iter()
        .filter(|part| args.is_empty() || args.iter().any(|arg| arg == part.name))
    {
        report::heading(part.name);
        let built = !rows.iter().any(|row| row.part == "build" && row.failed());
        let row = if part.needs_build && !built {
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
