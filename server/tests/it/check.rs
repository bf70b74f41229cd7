//! The binary on the command line.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

const KEY: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn forecourt(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_forecourt"))
        .args(args)
        .env_clear()
        .envs(settings.iter().copied())
        .current_dir(folder)
        .output()
        .expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_setting_that_cannot_be_used_stops_the_start_with_one_line() {
    let folder = TempDir::new().expect("a folder");
    let cases = [
        (vec![], "FORECOURT_SECRET_KEYS"),
        (
            vec![("FORECOURT_SECRET_KEYS", KEY), ("FORECOURT_ADDR", "nowhere")],
            "FORECOURT_ADDR",
        ),
        (
            vec![("FORECOURT_SECRET_KEYS", KEY), ("FORECOURT_ADDR", "192.0.2.1:1")],
            "FORECOURT_ADDR",
        ),
        (
            vec![
                ("FORECOURT_SECRET_KEYS", KEY),
                ("FORECOURT_ADDR", "127.0.0.1:0"),
                (
                    "FORECOURT_DATABASE_URL",
                    "postgres://user:hunter2@127.0.0.1:1/none",
                ),
            ],
            "FORECOURT_DATABASE_URL",
        ),
        (vec![("FORECOURT_LOG", "=,=")], "FORECOURT_LOG"),
    ];
    for (settings, variable) in cases {
        let output = forecourt(folder.path(), &["serve"], &settings);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{variable}: {said}");
        assert_eq!(said.lines().count(), 1, "{variable}: {said}");
        assert!(
            said.starts_with(variable) && said.contains(&format!("for example {variable}=")),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[test]
fn a_broken_env_file_is_named_without_what_is_in_it() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(
        folder.path().join(".env"),
        "FORECOURT_LOG=warn\nhunter2 is here\n",
    )
    .expect("a file");
    let output = forecourt(folder.path(), &["serve"], &[]);
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains(".env") && said.contains("entry 2") && !said.contains("hunter2"),
        "{said}"
    );
}

#[test]
fn settings_come_from_the_env_file_unless_the_environment_says_otherwise() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(
        folder.path().join(".env"),
        format!("FORECOURT_SECRET_KEYS={KEY}\nFORECOURT_ADDR=nowhere\n"),
    )
    .expect("a file");
    let output = forecourt(folder.path(), &["serve"], &[]);
    assert!(text(&output.stderr).starts_with("FORECOURT_ADDR"));
    let output = forecourt(folder.path(), &["serve"], &[("FORECOURT_ADDR", "192.0.2.1:1")]);
    assert!(text(&output.stderr).contains("192.0.2.1:1 cannot be listened on"));
}

#[test]
fn a_new_installation_is_migrated_given_an_admin_and_backed_up() {
    let folder = TempDir::new().expect("a folder");
    let settings = [("FORECOURT_SECRET_KEYS", KEY)];
    let run = |args: &[&str]| {
        let output = forecourt(folder.path(), args, &settings);
        (
            output.status.success(),
            text(&output.stdout) + &text(&output.stderr),
        )
    };
    assert_eq!(run(&["migrate"]), (true, "The database is up to date.\n".into()));
    let (is_added, said) = run(&["admin", "add", "them@example.com", "--support"]);
    assert!(
        is_added && said.contains("them@example.com is of support"),
        "{said}"
    );
    let (is_added, said) = run(&["admin", "add", "you@example.com"]);
    assert!(
        is_added && said.contains("http://127.0.0.1:3000/invite/"),
        "{said}"
    );
    let (is_added, said) = run(&["admin", "add", "nobody"]);
    assert!(!is_added && said.lines().count() == 1, "{said}");

    let (is_written, said) = run(&["backup", "copy.db"]);
    assert!(is_written, "{said}");
    let copy = std::fs::read(folder.path().join("copy.db")).expect("the copy");
    assert!(copy.starts_with(b"SQLite format 3"));
    let (is_written, said) = run(&["backup", "copy.db"]);
    assert!(!is_written && said.contains("is there already"), "{said}");

    let (is_rotated, said) = run(&["secrets", "rotate"]);
    assert!(is_rotated && said.starts_with("0 data keys"), "{said}");
}

#[test]
fn a_check_says_what_is_missing_and_ends_with_one() {
    let folder = TempDir::new().expect("a folder");
    let output = forecourt(folder.path(), &["check"], &[("FORECOURT_SECRET_KEYS", KEY)]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in ["Forecourt", "Twilio", "Meta", "RED", "TWILIO_ACCOUNT_SID"] {
        assert!(said.contains(part), "{said} lacks {part}");
    }
}

/// A port that was free a moment ago.
fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address")
}

#[test]
fn what_serves_for_real_opens_no_simulator() {
    let folder = TempDir::new().expect("a folder");
    let (addr, simulator) = (free_port(), free_port());
    let mut server = Command::new(env!("CARGO_BIN_EXE_forecourt"))
        .arg("serve")
        .env_clear()
        .envs([
            ("FORECOURT_SECRET_KEYS", KEY.to_owned()),
            ("FORECOURT_ADDR", addr.to_string()),
            ("FORECOURT_SIMULATOR_ADDR", simulator.to_string()),
        ])
        .current_dir(folder.path())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let is_open = |addr| TcpStream::connect_timeout(&addr, Duration::from_secs(1)).is_ok();
    let end = Instant::now() + Duration::from_secs(30);
    while !is_open(addr) && Instant::now() < end {
        std::thread::yield_now();
    }
    let (serves, simulates) = (is_open(addr), is_open(simulator));
    server.kill().expect("it stops");
    server.wait().expect("it ends");
    assert!(serves, "it listens where it is told to");
    assert!(!simulates, "nobody plays Twilio and Meta beside it");
}

#[test]
fn every_command_has_its_help() {
    let folder = TempDir::new().expect("a folder");
    for command in ["serve", "demo", "check", "migrate", "admin", "backup", "secrets"] {
        let output = forecourt(folder.path(), &[command, "--help"], &[]);
        assert!(
            output.status.success() && text(&output.stdout).contains("Usage: forecourt"),
            "{command}"
        );
    }
    let help = text(&forecourt(folder.path(), &["serve", "--help"], &[]).stdout);
    assert!(
        help.contains("FORECOURT_SECRET_KEYS") && help.contains("sqlite://data/forecourt.db"),
        "{help}"
    );
}
