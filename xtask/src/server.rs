//! A server to measure: the release binary on free ports with a folder of its own.

use crate::{http, process, workspace};
use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A running `forecourt demo`; it ends when this is dropped.
pub struct Server {
    child: Child,
    /// `127.0.0.1:port`.
    pub addr: String,
    /// Where the simulator listens, `127.0.0.1:port`.
    pub simulator: String,
    /// From the start of the process to the first `/readyz` that says yes.
    pub ready_after: Duration,
}

impl Server {
    /// Starts the demo on `database` and waits until it is ready; its log goes to a file in `folder`.
    pub fn start(folder: &Path, database: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let addr = format!("127.0.0.1:{}", process::free_port()?);
        let simulator = format!("127.0.0.1:{}", process::free_port()?);
        let log = folder.join("forecourt.log");
        let mut command = settings(&addr, &simulator, database);
        command
            .current_dir(folder)
            .stdout(File::create(&log)?)
            .stderr(File::create(folder.join("forecourt.err"))?);
        let started = Instant::now();
        let child = command.spawn().context("the built forecourt does not start")?;
        let mut server = Self {
            child,
            addr,
            simulator,
            ready_after: Duration::ZERO,
        };
        server.wait(started, &log)?;
        Ok(server)
    }

    fn wait(&mut self, started: Instant, log: &Path) -> Result<()> {
        while started.elapsed() < Duration::from_mins(1) {
            if matches!(http::get(&self.addr, "/readyz"), Ok((200, _))) {
                self.ready_after = started.elapsed();
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                let said = fs::read_to_string(log.with_extension("err")).unwrap_or_default();
                bail!("forecourt demo ended at once ({status}): {said}");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        bail!(
            "forecourt demo was not ready after a minute; see {}",
            log.display()
        )
    }

    /// Memory in use, in bytes; `None` where the system does not say.
    pub fn memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is killed, not asked: what it wrote must be on the disk by then anyway.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn settings(addr: &str, simulator: &str, database: &str) -> Command {
    let mut command = process::command(workspace::forecourt());
    command
        .arg("demo")
        .env("FORECOURT_ADDR", addr)
        .env("FORECOURT_PUBLIC_URL", format!("http://{addr}"))
        .env("FORECOURT_SIMULATOR_ADDR", simulator)
        .env("FORECOURT_DATABASE_URL", database)
        .env("FORECOURT_LOG", "warn")
        .stdin(Stdio::null());
    command
}

/// A new, empty folder below `target/`.
pub fn empty_folder(name: &str) -> Result<PathBuf> {
    let folder = workspace::made("tmp").join(format!("{name}-{}", std::process::id()));
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
