//! `cargo xtask bench`: size, speed and memory of the release, as a table on the screen and in `target/bench/`.
//!
//! `cargo xtask bench webhooks` and `cargo xtask bench inbox` measure one part alone, into a file of its own;
//! `--messages 200000` makes the inbox's year smaller, and `--as-built` takes what `target/dist` holds.

mod backlog;
mod cluster;
mod inbox;
mod load;
mod screen;
mod sender;
mod webhook;

use crate::{
    release,
    report::{self, kilobytes},
    server::{self, Server},
    size, tools, workspace,
};
use anyhow::{Context, Result};
use std::{fs, path::Path, time::Duration};

/// One measured thing, with its goal where there is one.
struct Line {
    what: String,
    measured: String,
    goal: String,
}

/// Connections that the webhook load keeps open.
const CONNECTIONS: usize = 32;
/// Requests that are counted; the ones before them only warm things up.
const REQUESTS: usize = 100_000;
const WARM_UP: usize = 5_000;
/// Messages in the generated year of 200 dealers.
const MESSAGES: usize = 2_000_000;

/// Runs all measurements; a goal that is missed is said, not failed: machines differ.
pub fn run(args: &[String]) -> Result<()> {
    let has = |word: &str| args.iter().any(|arg| arg == word);
    let messages = args.iter().skip_while(|arg| *arg != "--messages").nth(1);
    let messages = messages
        .map_or(Ok(MESSAGES), |count| count.parse())
        .context("--messages wants a number")?;
    if !has("--as-built") {
        tools::for_testing()?;
        release::build()?;
    }
    let mut lines = Vec::new();
    let folder = server::empty_folder("bench")?;
    let only = ["webhooks", "inbox"].into_iter().find(|part| has(part));
    if only.is_none() {
        pages(&mut lines)?;
        start_up(&folder, &mut lines)?;
    }
    if only != Some("inbox") {
        let sqlite = format!("sqlite://{}", folder.join("load.db").display());
        webhooks("SQLite", &folder, &sqlite, &mut lines)?;
        let cluster = cluster::Cluster::start()?;
        webhooks("PostgreSQL", &folder, &cluster.url(), &mut lines)?;
    }
    if only != Some("webhooks") {
        inbox::measure(&folder, messages, &mut lines)?;
    }
    let table = table(&lines);
    println!("\n{table}");
    // A part measured alone leaves the whole table as it was.
    let file = workspace::made("bench").join(file_name(only));
    fs::create_dir_all(workspace::made("bench"))?;
    fs::write(&file, table)?;
    println!("written to {}", workspace::short(&file));
    fs::remove_dir_all(folder).context("the bench folder cannot be removed")
}

fn pages(lines: &mut Vec<Line>) -> Result<()> {
    report::heading("pages");
    for page in size::measure(5)? {
        println!("{}", page.line());
        add(
            lines,
            format!("{}: loaded", page.page),
            kilobytes(page.total()),
            &kilobytes(page.budget()?),
        );
        add(
            lines,
            format!("{}: first byte", page.page),
            format!("{:.0} ms", page.first_byte),
            "",
        );
        add(
            lines,
            format!("{}: hydrated", page.page),
            format!("{:.0} ms", page.hydrated),
            "",
        );
    }
    Ok(())
}

fn start_up(folder: &Path, lines: &mut Vec<Line>) -> Result<()> {
    report::heading("start");
    let database = format!("sqlite://{}", folder.join("start.db").display());
    let first = Server::start(folder, &database)?.ready_after;
    add(lines, "start, new database".into(), millis(first), "");
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(Server::start(folder, &database)?.ready_after);
    }
    times.sort();
    add(
        lines,
        "start, existing database".into(),
        millis(times[2]),
        "500 ms",
    );
    let server = Server::start(folder, &database)?;
    std::thread::sleep(Duration::from_secs(2));
    add(lines, "memory, idle".into(), memory(&server), "64 MB");
    Ok(())
}

fn webhooks(engine: &str, folder: &Path, database: &str, lines: &mut Vec<Line>) -> Result<()> {
    report::heading(&format!("webhooks on {engine}"));
    let server = Server::start(folder, database)?;
    let sender = sender::connected(&server)?;
    let idle = backlog::taken(&server.addr)?;
    load::run(&server.addr, &webhook::requests(&sender, 0, WARM_UP), CONNECTIONS)?;
    // Only what comes with the load is worked on beside it.
    let (before, _) = backlog::wait(&server.addr, idle + WARM_UP)?;
    let load = load::run(
        &server.addr,
        &webhook::requests(&sender, WARM_UP, REQUESTS),
        CONNECTIONS,
    )?;
    let goal = |text: &'static str| if engine == "SQLite" { text } else { "" };
    add(
        lines,
        format!("webhooks, {engine}"),
        per_second(REQUESTS, load.took),
        goal("20000 /s"),
    );
    add(
        lines,
        format!("webhooks, {engine}, half under"),
        micros(load.percentile(50)),
        "",
    );
    add(
        lines,
        format!("webhooks, {engine}, 99 % under"),
        micros(load.percentile(99)),
        goal("5.0 ms"),
    );
    add(
        lines,
        format!("webhooks, {engine}, refused"),
        load.refused.to_string(),
        "0",
    );
    add(
        lines,
        format!("memory, {engine}, under load"),
        memory(&server),
        "",
    );
    work(engine, &server.addr, before, &load, lines)
}

/// What was worked on while webhooks came, and how long the rest took then.
fn work(engine: &str, addr: &str, before: usize, load: &load::Load, lines: &mut Vec<Line>) -> Result<()> {
    let during = backlog::taken(addr)? - before;
    let (after, took) = backlog::wait(addr, before + REQUESTS)?;
    let name = format!("webhooks, {engine}, worked on");
    add(
        lines,
        format!("{name} meanwhile"),
        per_second(during, load.took),
        "",
    );
    let rest = after - before - during;
    add(lines, format!("{name} after"), per_second(rest, took), "");
    // Others may have come meanwhile: statuses of what the portal answered.
    let left = (before + REQUESTS).saturating_sub(after);
    let end = if left == 0 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{left} left")
    };
    add(lines, format!("webhooks, {engine}, all done after"), end, "");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a count of requests")]
fn per_second(count: usize, time: Duration) -> String {
    format!("{:.0} /s", count as f64 / time.as_secs_f64())
}

fn add(lines: &mut Vec<Line>, what: String, measured: String, goal: &str) {
    println!("{what}: {measured}");
    lines.push(Line {
        what,
        measured,
        goal: goal.to_owned(),
    });
}

fn millis(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

#[expect(clippy::cast_precision_loss, reason = "microseconds of one request")]
fn micros(time: Duration) -> String {
    format!("{:.1} ms", time.as_micros() as f64 / 1000.0)
}

fn memory(server: &Server) -> String {
    server.memory().map_or_else(
        || "not known here".into(),
        |bytes| format!("{} MB", bytes / 1_000_000),
    )
}

fn file_name(only: Option<&str>) -> String {
    only.map_or_else(|| "bench.txt".to_owned(), |part| format!("bench-{part}.txt"))
}

fn table(lines: &[Line]) -> String {
    let width = lines.iter().map(|line| line.what.len()).max().unwrap_or_default();
    let head = format!("{:<width$}  {:>12}  {:>10}", "", "measured", "goal");
    let row = |line: &Line| format!("{:<width$}  {:>12}  {:>10}", line.what, line.measured, line.goal);
    let rows: Vec<String> = std::iter::once(head).chain(lines.iter().map(row)).collect();
    rows.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_part_writes_over_nothing_but_its_own_table() {
        let names = [
            file_name(None),
            file_name(Some("inbox")),
            file_name(Some("webhooks")),
        ];
        assert_eq!(names, ["bench.txt", "bench-inbox.txt", "bench-webhooks.txt"]);
    }
}
