//! The project's own commands: `cargo xtask <command>`.
//!
//! Set-up, checks and measurements live here, in Rust, so that they read and behave the same on every
//! machine. One more command is one more file, one line in [`COMMANDS`] and, when it must stay true,
//! one more part in `test.rs`.

mod architecture;
mod bench;
mod css;
mod demo;
mod dev;
mod http;
mod process;
mod release;
mod report;
mod screenshots;
mod server;
mod size;
mod test;
mod tools;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;

type Command = fn(&[String]) -> Result<()>;

const COMMANDS: &[(&str, &str, Command)] = &[
    (
        "demo",
        "install what is missing, build, and start the demo",
        demo::run,
    ),
    (
        "test",
        "everything that must be green; name parts to run only those",
        test::run,
    ),
    ("dev", "rebuild on change against the simulator", dev::run),
    ("bench", "measure size, speed and memory", bench::run),
    (
        "screenshots",
        "every page and state into target/screenshots",
        screenshots::run,
    ),
    ("tools", "install what building and testing need", tools::run),
    (
        "build",
        "the release build, assembled in target/dist",
        release::run,
    ),
    (
        "architecture",
        "the rules between crates and a few bans in the source",
        architecture::run,
    ),
    (
        "css",
        "parse the stylesheet, which the build would accept broken",
        css::run,
    ),
    ("size", "what the first pages load, against the budget", size::run),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        usage();
        bail!("name a command");
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        usage();
        return Ok(());
    }
    let Some((_, _, run)) = COMMANDS.iter().find(|(command, ..)| command == name) else {
        usage();
        bail!("there is no command `{name}`");
    };
    run(rest)
}

fn usage() {
    println!("cargo xtask <command>\n");
    for (name, does, _) in COMMANDS {
        println!("  {name:<13} {does}");
    }
}
