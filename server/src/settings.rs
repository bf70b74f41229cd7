//! The operator's settings: the only place that reads the environment.
//!
//! A value is taken from the environment, else from `.env` in the working folder, else from `.env` beside the binary.
//! Messages name the variable and never repeat a value, because a value may be secret.

mod file;
mod logo;
mod media;
mod read;
mod table;

use std::{fmt, net::SocketAddr, path::PathBuf};

use secrecy::SecretString;
use url::Url;

pub use read::Source;
pub(crate) use read::{listening_url, secret_keys};
pub use table::{VARIABLES, Variable, help};

/// Everything `forecourt` was told, checked.
#[derive(Debug)]
pub struct Config {
    /// Where to listen.
    pub addr: SocketAddr,
    /// The address the outside uses; without one it follows from where we listen.
    pub public_url: Option<Url>,
    /// `sqlite://…` or `postgres://…`; may hold a password.
    pub database_url: SecretString,
    /// Proxies in front that add to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    /// Where the demo's simulator listens; `None` takes a free port.
    pub simulator_addr: Option<SocketAddr>,
    /// Twilio's interfaces.
    pub twilio_urls: twilio::Urls,
    /// Meta's Graph.
    pub graph_url: Url,
    /// Where the built site is, as cargo-leptos tells it.
    pub site: SiteHints,
    /// What deeds need to know.
    pub portal: portal::Settings,
}

/// What cargo-leptos puts into the environment while it develops; empty in an installation.
#[derive(Debug, Clone, Default)]
pub struct SiteHints {
    /// `LEPTOS_SITE_ROOT`.
    pub root: Option<PathBuf>,
    /// `LEPTOS_HASH_FILES`.
    pub hashed: Option<bool>,
    /// `LEPTOS_WATCH`: a page reloads itself when it was built anew.
    pub watch: bool,
    /// `LEPTOS_RELOAD_PORT`.
    pub reload_port: Option<u32>,
}

/// How to log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// A tracing filter.
    pub filter: String,
    /// For machines instead of people.
    pub json: bool,
}

/// For whom the settings are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A production server, or a command that needs its keys.
    Serve,
    /// A command on the database alone.
    Database,
    /// The demo: everything of Twilio and Meta comes from the simulator.
    Demo,
}

/// A variable that cannot be used: one line that names it, says why, and shows one that can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The variable.
    pub variable: &'static str,
    why: String,
}

impl Fault {
    /// Says that `variable` cannot be used.
    pub fn new(variable: &'static str, why: impl Into<String>) -> Self {
        Self {
            variable,
            why: why.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let example = table::example(self.variable);
        write!(
            f,
            "{} {}; for example {}={example}",
            self.variable, self.why, self.variable
        )
    }
}
impl std::error::Error for Fault {}

/// Every fault, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
impl std::error::Error for Faults {}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl Config {
    /// Reads and checks everything; says all that is wrong at once.
    pub fn read(source: &Source, mode: Mode) -> Result<Self, Faults> {
        read::config(source, mode)
    }
}

impl LogSettings {
    /// Reads `FORECOURT_LOG` and `FORECOURT_LOG_FORMAT`, which are needed before everything else.
    pub fn read(source: &Source) -> Result<Self, Faults> {
        read::log(source)
    }
}
