//! The parts, in the order in which a mistake is found soonest.

use super::{Need, Part};
use crate::{
    architecture, css,
    process::{self, cargo},
    release,
    report::Outcome,
    size, tools, workspace,
};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The part that others run on.
pub const BUILD: &str = "build";

pub const PARTS: &[Part] = &[
    part("format", || finished(&mut cargo(["fmt", "--all", "--check"]))),
    part("architecture", || architecture::check().map(Outcome::Passed)),
    part("css", || css::check().map(Outcome::Passed)),
    part("types", types),
    part("clippy-host", clippy_host),
    part("clippy-wasm", clippy_wasm),
    part("deny", deny),
    with(&[Need::Postgres], part("unit", unit)),
    part(BUILD, || {
        release::build().map(|()| Outcome::Passed(String::new()))
    }),
    with(
        &[Need::Build, Need::Chromium],
        part("size", || size::check().map(Outcome::Passed)),
    ),
    with(&[Need::Build], part("contract", contract)),
    with(&[Need::Build, Need::Chromium], part("browser", browser)),
];

const fn part(name: &'static str, run: fn() -> Result<Outcome>) -> Part {
    Part {
        name,
        needs: &[],
        run,
    }
}

const fn with(needs: &'static [Need], part: Part) -> Part {
    Part { needs, ..part }
}

fn finished(command: &mut Command) -> Result<Outcome> {
    process::run(command).map(|()| Outcome::Passed(String::new()))
}

/// The browser tests' own types; Playwright runs them without looking at those.
fn types() -> Result<Outcome> {
    finished(in_end2end("tsc").arg("--noEmit"))
}

/// Everything that runs on the server, with `app` as the server renders it.
fn clippy_host() -> Result<Outcome> {
    finished(&mut cargo([
        "clippy",
        "--workspace",
        "--exclude=frontend",
        "--features=app/ssr",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Everything that runs in the browser, with `app` as it wakes up.
fn clippy_wasm() -> Result<Outcome> {
    finished(&mut cargo([
        "clippy",
        "--package=frontend",
        "--package=app",
        "--features=app/hydrate",
        "--target=wasm32-unknown-unknown",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

/// Licences and advisories, where cargo-deny is installed. The rules between crates are always checked.
fn deny() -> Result<Outcome> {
    if process::first_line("cargo", &["deny", "--version"]).is_none() {
        return Ok(Outcome::Skipped(
            "cargo-deny is not installed; `cargo install cargo-deny` adds this check".into(),
        ));
    }
    finished(&mut cargo([
        "deny",
        "--all-features",
        "check",
        "licenses",
        "advisories",
        "bans",
    ]))
}

/// All Rust tests; those of the store run on SQLite and on a PostgreSQL that they start.
fn unit() -> Result<Outcome> {
    let mut tests = cargo([
        "test",
        "--workspace",
        "--exclude=frontend",
        "--features=app/ssr",
        "--locked",
        "--no-fail-fast",
    ]);
    let mut counts = [0_u64; 3];
    let succeeded = process::tee(&mut tests, |line| add_test_result(line, &mut counts))?;
    let [passed, failed, ignored] = counts;
    let words = format!("{passed} passed, {failed} failed, {ignored} ignored");
    println!("tests: {words}");
    Ok(judge(succeeded && failed == 0 && passed > 0, words))
}

/// Adds up `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn add_test_result(line: &str, counts: &mut [u64; 3]) {
    let Some(rest) = line.strip_prefix("test result: ") else {
        return;
    };
    for (count, name) in counts.iter_mut().zip(["passed", "failed", "ignored"]) {
        let words: Vec<&str> = rest.split([' ', ';']).collect();
        if let Some(at) = words.iter().position(|word| *word == name) {
            *count += words[at - 1].parse::<u64>().unwrap_or_default();
        }
    }
}

/// Twilio's own SDK against the simulator, and its signatures against us.
fn contract() -> Result<Outcome> {
    let mut node = in_end2end("node");
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        // Named one by one: from Node 21 on, a folder is taken for a file.
        .args(contract_tests(&workspace::end2end().join("contract"))?);
    let (mut passed, mut failed) = (0, 0);
    let succeeded = process::tee(&mut node, |line| {
        let number = |name: &str| {
            line.trim_start_matches('ℹ')
                .trim()
                .strip_prefix(name)?
                .trim()
                .parse::<u64>()
                .ok()
        };
        passed += number("pass ").unwrap_or_default();
        failed += number("fail ").unwrap_or_default() + number("cancelled ").unwrap_or_default();
    })?;
    let words = format!("{passed} passed, {failed} failed");
    println!("contract: {words}");
    Ok(judge(succeeded && failed == 0 && passed > 0, words))
}

fn contract_tests(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut tests = workspace::files(folder, "mjs");
    tests.retain(is_test);
    // Without any, Node would look for tests everywhere.
    ensure!(!tests.is_empty(), "{} holds no *.test.mjs", folder.display());
    Ok(tests)
}

/// Real Chromium against the real server.
fn browser() -> Result<Outcome> {
    let mut playwright = in_end2end("playwright");
    playwright.arg("test").env("CHROMIUM", tools::chromium()?);
    let report = workspace::end2end().join("test-results/report.json");
    // A report of an earlier run would be counted for one that never started.
    let _ = std::fs::remove_file(&report);
    let succeeded = playwright
        .status()
        .context("playwright does not start")?
        .success();
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(report).context("playwright left no report")?)?;
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    let (passed, failed, skipped) = (
        count("expected"),
        count("unexpected") + count("flaky"),
        count("skipped"),
    );
    println!("browser: {passed} passed, {failed} failed");
    let words = format!("{passed} passed, {failed} failed, {skipped} skipped");
    Ok(judge(succeeded && failed == 0 && passed > 0, words))
}

fn in_end2end(program: &str) -> Command {
    let mut command = process::command(program);
    command.current_dir(workspace::end2end());
    command
}

fn judge(good: bool, words: String) -> Outcome {
    if good {
        Outcome::Passed(words)
    } else {
        Outcome::Failed(words)
    }
}

#[cfg(test)]
mod tests {
    use super::{add_test_result, contract_tests};
    use crate::workspace;

    #[test]
    fn the_contract_is_every_test_file_and_nothing_else() {
        let contract = workspace::end2end().join("contract");
        let found = contract_tests(&contract).expect("tests");
        assert!(found.contains(&contract.join("signatures.test.mjs")), "{found:?}");
        assert!(!found.contains(&contract.join("twilio.mjs")), "{found:?}");
        assert!(
            contract_tests(&workspace::root().join("docs")).is_err(),
            "nothing to run is no success"
        );
    }

    #[test]
    fn results_of_several_runners_add_up() {
        let mut counts = [0; 3];
        add_test_result(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            &mut counts,
        );
        add_test_result(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured",
            &mut counts,
        );
        add_test_result("test store::rows ... ok", &mut counts);
        assert_eq!(counts, [15, 2, 1]);
    }
}
