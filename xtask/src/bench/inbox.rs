//! The inbox with a year of messages in it, and with a tenth of that: how long list, thread and search take, and how
//! soon a message is on the screen.

use super::{add, cluster::Cluster, load, memory, micros, screen, sender};
use crate::{http, process, report, server::Server};
use anyhow::{Context, Result, bail};
use std::{
    path::Path,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The dealer who measures, and their password.
const DEALER: &str = "dealer@forecourt.test";
const PASSWORD: &str = "forecourt-demo";
/// Dealers in the generated year, and messages of one buyer.
const DEALERS: usize = 200;
const OF_A_BUYER: usize = 20;
/// Times each thing is asked for, and times before that which do not count.
const ASKED: usize = 500;
const WARM_UP: usize = 50;
/// The most that an answer may take, and how much longer it may take with ten times the data.
const GOAL: Duration = Duration::from_millis(20);
const GROWTH: f64 = 1.5;
/// Webhooks a second, and for how many seconds.
const PACE: usize = 200;
const SECONDS: usize = 15;

/// What is asked, and how: a door and the fields for the `n`th time.
struct Question {
    what: &'static str,
    door: &'static str,
    fields: fn(usize, usize) -> String,
}

const QUESTIONS: &[Question] = &[
    Question {
        what: "list",
        door: "load_rows",
        fields: |n, _| {
            let view = ["all", "unassigned", "unread", "resolved"][n % 4];
            format!("filter[view]={view}&after=")
        },
    },
    Question {
        what: "thread",
        door: "load_thread",
        fields: |n, buyers| format!("conversation=bench-0-{}", n * 7 % buyers),
    },
    Question {
        what: "search",
        door: "search_inbox",
        fields: |n, _| {
            let words = [
                "golf",
                "proefrit+zaterdag",
                "elek",
                "zoe",
                "blauwe+golf+prijs",
                "1234",
                "b",
            ];
            format!("words={}", words[n % words.len()])
        },
    },
];

/// Measures on both engines, with `messages` and with a tenth of them.
pub fn measure(folder: &Path, messages: usize, lines: &mut Vec<super::Line>) -> Result<()> {
    for engine in ["SQLite", "PostgreSQL"] {
        let mut small: Vec<Duration> = Vec::new();
        for count in [messages / 10, messages] {
            report::heading(&format!("inbox on {engine}, {count} messages"));
            let cluster = (engine == "PostgreSQL").then(Cluster::start).transpose()?;
            let database = match &cluster {
                Some(cluster) => cluster.url(),
                None => format!("sqlite://{}", folder.join(format!("inbox-{count}.db")).display()),
            };
            let whole = count == messages;
            let p95 = one(engine, folder, &database, count, whole, lines)?;
            for ((before, after), question) in small.iter().zip(&p95).zip(QUESTIONS) {
                let growth = after.as_secs_f64() / before.as_secs_f64();
                let what = format!("{}, {engine}, with ten times as much", question.what);
                add(lines, what, format!("{growth:.2} x"), &format!("{GROWTH} x"));
            }
            small = p95;
        }
    }
    Ok(())
}

/// Fills a database and asks; answers the time under which 95 of 100 answers stayed, of each question.
fn one(
    engine: &str,
    folder: &Path,
    database: &str,
    count: usize,
    whole: bool,
    lines: &mut Vec<super::Line>,
) -> Result<Vec<Duration>> {
    // The demo makes its people and its number first; the year is written while nobody looks.
    let server = Server::start(folder, database)?;
    let sender = sender::connected(&server)?;
    drop(server);
    let began = Instant::now();
    fill(database, count)?;
    println!("written in {}", report::time(began.elapsed()));
    let server = Server::start(folder, database)?;
    let cookie = sign_in(&server.addr)?;
    let buyers = (count / OF_A_BUYER / DEALERS).max(1);
    let mut p95 = Vec::new();
    for question in QUESTIONS {
        let requests = |count| {
            (0..count)
                .map(|n| request(&server.addr, &cookie, question, n, buyers))
                .collect()
        };
        let warm: Vec<Vec<u8>> = requests(WARM_UP);
        load::run(&server.addr, &warm, 1)?;
        let asked: Vec<Vec<u8>> = requests(ASKED);
        let load = load::run(&server.addr, &asked, 1)?;
        if load.refused > 0 {
            bail!("{} of {ASKED} were refused: {}", load.refused, question.door);
        }
        let name = format!("{}, {engine}, {count} messages", question.what);
        add(
            lines,
            format!("{name}, half under"),
            micros(load.percentile(50)),
            "",
        );
        let goal = if whole { micros(GOAL) } else { String::new() };
        add(
            lines,
            format!("{name}, 95 % under"),
            micros(load.percentile(95)),
            &goal,
        );
        p95.push(load.percentile(95));
    }
    if whole {
        let sender = sender.at(&server);
        let seen = screen::run(&server.addr, &cookie, &sender, PACE, SECONDS)?;
        let name = format!("webhook to screen, {engine}, {PACE} /s");
        add(
            lines,
            format!("{name}, half under"),
            micros(seen.percentile(50)),
            "",
        );
        add(
            lines,
            format!("{name}, 95 % under"),
            micros(seen.percentile(95)),
            "150.0 ms",
        );
        add(lines, format!("{name}, never seen"), seen.lost.to_string(), "0");
        add(
            lines,
            format!("memory, {engine}, meanwhile"),
            memory(&server),
            "256 MB",
        );
    }
    Ok(p95)
}

/// Writes the year, which ends now.
fn fill(database: &str, count: usize) -> Result<()> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)?
        .as_secs()
        .to_string();
    let mut cargo = process::cargo([
        "run",
        "--release",
        "--quiet",
        "--package=store",
        "--features=testing",
        "--example=year",
        "--",
    ]);
    process::run(cargo.args([database, DEALER, &count.to_string(), &now]))
}

fn sign_in(addr: &str) -> Result<String> {
    let body = format!("email={}&password={PASSWORD}", DEALER.replace('@', "%40"));
    let answer = http::post_form(addr, "/login", &body)?;
    let cookie = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.split(';').next().unwrap_or(value).trim().to_owned())
    });
    cookie.context("signing in gave no cookie")
}

fn request(addr: &str, cookie: &str, question: &Question, n: usize, buyers: usize) -> Vec<u8> {
    let body = (question.fields)(n, buyers);
    format!(
        "POST /api/app/inbox/doors/{} HTTP/1.1\r\nHost: {addr}\r\nCookie: {cookie}\r\nAccept: application/json\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        question.door,
        body.len()
    )
    .into_bytes()
}
