//! A PostgreSQL server of our own in a temporary folder, with its usual durability.

use crate::{process, tools};
use anyhow::{Context, Result};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A running server; it ends and its folder goes when this is dropped.
pub struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts a server on a free port of the loopback.
    pub fn start() -> Result<Self> {
        let bin = tools::postgres().context("PostgreSQL's programs are missing: run `cargo xtask tools`")?;
        let cluster = Self {
            folder: empty_folder()?,
            bin,
            port: process::free_port()?,
        };
        // PostgreSQL refuses to run as root; Debian's package made a user for it.
        if is_root() {
            process::run(process::command("chown").arg("postgres").arg(&cluster.folder))?;
        }
        let data = cluster.data();
        quiet(
            cluster
                .program("initdb")
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "-D"])
                .arg(&data),
        )?;
        // No socket file: the path to one may be too long.
        let options = format!("-p {} -h 127.0.0.1 -c unix_socket_directories=''", cluster.port);
        quiet(
            cluster
                .program("pg_ctl")
                .args(["-w", "-o", &options, "-l"])
                .arg(cluster.folder.join("log"))
                .arg("-D")
                .arg(&data)
                .arg("start"),
        )?;
        Ok(cluster)
    }

    /// Where a client finds it.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = if is_root() {
            let mut command = process::command("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            process::command(program)
        };
        command.current_dir(Path::new("/"));
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let _ = quiet(
            self.program("pg_ctl")
                .args(["-m", "immediate", "-D"])
                .arg(data)
                .arg("stop"),
        );
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Not below the clone, which the user that PostgreSQL runs as may not be allowed to enter.
fn empty_folder() -> Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("forecourt-postgres-{}", std::process::id()));
    std::fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

fn quiet(command: &mut Command) -> Result<()> {
    process::run(command.stdout(Stdio::null()))
}

fn is_root() -> bool {
    process::first_line("id", &["-u"]).as_deref() == Some("0")
}

#[cfg(test)]
mod tests {
    use super::Cluster;

    #[test]
    fn a_server_of_our_own_starts_and_leaves_nothing() {
        let cluster = Cluster::start().unwrap();
        let (folder, port) = (cluster.folder.clone(), cluster.port);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());

        drop(cluster);

        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
}
