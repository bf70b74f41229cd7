//! Real databases for tests: an SQLite file and a PostgreSQL database, each its own, both migrated.

pub mod year;

use std::{
    fs,
    io::Write as _,
    ops::Deref,
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::Store;

/// A migrated, empty database of one test. Its files go when it is dropped.
#[derive(Debug)]
pub struct TestStore {
    store: Store,
    /// `sqlite` or `postgres`, for messages.
    pub engine: &'static str,
    /// The address, for a test that opens it a second time.
    pub url: String,
    _folder: Option<TempDir>,
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

/// One database of each engine.
///
/// PostgreSQL is the server at `FORECOURT_TEST_POSTGRES_URL` if that is set, else one that this process starts and
/// that ends with it.
///
/// # Panics
/// If either engine cannot be had: a test never skips one in silence.
pub async fn stores() -> Vec<TestStore> {
    vec![sqlite().await, postgres().await]
}

/// An SQLite database.
pub async fn sqlite() -> TestStore {
    let folder = TempDir::new_in(fast_folder()).expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let store = Store::open(&url).await.expect("SQLite opens");
    store.migrate().await.expect("SQLite migrates");
    TestStore {
        store,
        engine: "sqlite",
        url,
        _folder: Some(folder),
    }
}

/// A PostgreSQL database.
pub async fn postgres() -> TestStore {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static TEMPLATE: OnceCell<(String, String)> = OnceCell::const_new();
    let (server, template) = TEMPLATE.get_or_init(prepare_postgres).await;
    let name = format!("{template}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    run_sql(server, format!("create database {name} template {template}")).await;
    let url = with_database(server, &name);
    let store = Store::open(&url).await.expect("PostgreSQL opens");
    TestStore {
        store,
        engine: "postgres",
        url,
        _folder: None,
    }
}

/// A migrated database that the others are copied from.
async fn prepare_postgres() -> (String, String) {
    let server = match std::env::var("FORECOURT_TEST_POSTGRES_URL") {
        Ok(url) => url,
        Err(_) => start_postgres().await,
    };
    let template = format!("forecourt_test_{}", std::process::id());
    run_sql(&server, format!("drop database if exists {template}")).await;
    run_sql(&server, format!("create database {template}")).await;
    let store = Store::open(&with_database(&server, &template))
        .await
        .expect("PostgreSQL opens");
    store.migrate().await.expect("PostgreSQL migrates");
    store.close().await;
    (server, template)
}

async fn run_sql(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server answers");
    sqlx::query(AssertSqlSafe(sql))
        .execute(&mut connection)
        .await
        .expect("the statement runs");
    connection.close().await.expect("the connection closes");
}

fn with_database(server: &str, name: &str) -> String {
    let (address, query) = server
        .split_once('?')
        .map_or((server, None), |(a, q)| (a, Some(q)));
    let (base, _) = address.rsplit_once('/').expect("an address with a database");
    query.map_or_else(
        || format!("{base}/{name}"),
        |query| format!("{base}/{name}?{query}"),
    )
}

/// Starts a PostgreSQL server of its own in a temporary folder and returns the address of its first database.
///
/// A small shell stands between it and us: when this process ends, however it ends, the pipe to the shell closes
/// and the shell stops the server and removes the folder.
///
/// # Panics
/// If no PostgreSQL is installed, or it does not start.
#[expect(
    clippy::zombie_processes,
    reason = "the shell outlives this process by design"
)]
pub async fn start_postgres() -> String {
    let bin = postgres_binaries();
    let folder = TempDir::new_in(fast_folder()).expect("a temporary folder").keep();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("permissions");
    let user = unprivileged();
    if let Some((uid, gid)) = user {
        chown(&folder, Some(uid), Some(gid)).expect("the folder can be given away");
    }
    let data = folder.join("data");
    let mut initdb = as_user(&bin.join("initdb"), user);
    initdb.args([
        "--username=postgres",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C",
        "-D",
    ]);
    let made = initdb
        .arg(&data)
        .current_dir(&folder)
        .output()
        .expect("initdb runs");
    assert!(
        made.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&made.stderr)
    );

    let script = format!(
        "'{postgres}' -D '{data}' -k '{folder}' -c listen_addresses= -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=300 >'{folder}/log' 2>&1 & p=$!; cat >/dev/null; \
         kill -INT $p; wait $p; rm -rf '{folder}'",
        postgres = bin.join("postgres").display(),
        data = data.display(),
        folder = folder.display(),
    );
    let mut shell = as_user(Path::new("/bin/sh"), user);
    let mut child = shell
        .args(["-c", &script])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell starts");
    let mut pipe = child.stdin.take().expect("the pipe was asked for");
    pipe.flush().expect("the pipe is open");
    // Held open until this process ends.
    std::mem::forget(pipe);

    let url = format!("postgres://postgres@localhost/postgres?host={}", folder.display());
    for _ in 0..200 {
        if let Ok(connection) = PgConnection::connect(&url).await {
            connection.close().await.expect("the connection closes");
            return url;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("PostgreSQL did not start within ten seconds: {log}");
}

/// PostgreSQL refuses to run as root; then it runs as `postgres`, or as nobody.
fn unprivileged() -> Option<(u32, u32)> {
    let me = Command::new("id").arg("-u").output().expect("id runs");
    if String::from_utf8_lossy(&me.stdout).trim() != "0" {
        return None;
    }
    let ask = |flag: &str| {
        let answer = Command::new("id")
            .args([flag, "postgres"])
            .output()
            .expect("id runs");
        String::from_utf8_lossy(&answer.stdout)
            .trim()
            .parse()
            .unwrap_or(65_534)
    };
    Some((ask("-u"), ask("-g")))
}

fn as_user(program: &Path, user: Option<(u32, u32)>) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user {
        command.uid(uid).gid(gid);
    }
    command
}

fn postgres_binaries() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    let found = folders.into_iter().rev().find(|bin| bin.join("initdb").is_file());
    found.expect("PostgreSQL is needed for these tests: install it (Debian: apt-get install postgresql)")
}

/// Memory rather than disk, where there is such a folder.
fn fast_folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    }
}
