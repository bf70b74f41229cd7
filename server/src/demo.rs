//! The demo: the production server, with the simulator as its outside and sample data.
//!
//! What must outlive the process lies beside the database: the key that encrypts it, and the simulator's memory. So
//! a demo that was killed goes on where it was.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use portal::{Chance, Clock, SecretKey};
use secrecy::SecretString;
use simulator::{Simulator, Speed};

use crate::{
    settings::{Config, Fault},
    start::{self, Error, Server},
};

/// How fast everything goes.
#[derive(Debug, Clone, Copy)]
pub struct Tempo {
    /// Of Twilio's and Meta's own work.
    pub simulator: Speed,
    /// Divides the portal's waits.
    pub pace: u32,
}

impl Tempo {
    /// For people: two minutes take eight seconds.
    pub const DEMO: Self = Self {
        simulator: Speed::DEMO,
        pace: 15,
    };
    /// For tests: nothing that can be hurried is waited for.
    pub const TESTS: Self = Self {
        simulator: Speed::Instant,
        pace: 10_000,
    };
}

/// Answers the handshake of the simulated Meta.
const VERIFY_TOKEN: &str = "forecourt-demo";

/// A running demo.
pub struct Demo {
    /// The server.
    pub server: Server,
    /// Its outside.
    pub simulator: Simulator,
}

/// Starts the simulator, then the server against it, with sample data.
pub async fn start(mut config: Config, folder: &Folder, tempo: Tempo) -> Result<Demo, Error> {
    let listener = start::listen(&config).await?;
    start::settle_address(&mut config, &listener)?;
    config.portal.secret_keys = vec![folder.key()?];
    let simulator = simulate(&config, folder, tempo.simulator).await?;
    point_at(&mut config, &simulator);
    config.portal.pace = tempo.pace;
    // Whoever lets a day pass on the buyer's phone lets it pass here too.
    let world = start::open_at(&config, Clock::Ahead(simulator.ahead())).await?;
    start::prepare(&world).await?;
    portal::demo::seed(&world)
        .await
        .map_err(|error| start::internal(&error))?;
    let server = start::serve(&config, world, listener).await?;
    Ok(Demo { server, simulator })
}

async fn simulate(config: &Config, folder: &Folder, speed: Speed) -> Result<Simulator, Error> {
    let webhook = config
        .portal
        .public_url
        .join("/webhooks/meta")
        .expect("a path joins an address");
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let outside = simulator::Config {
        addr: config.simulator_addr.unwrap_or(free),
        meta_webhook: Some(webhook),
        state_file: Some(folder.memory()),
        speed,
        ..simulator::Config::default()
    };
    let addr = outside.addr;
    Simulator::start(outside).await.map_err(|why| {
        let why = format!("{addr} cannot be listened on: {why}");
        Fault::new("FORECOURT_SIMULATOR_ADDR", why).into()
    })
}

/// Whatever the settings say about Twilio and Meta, a demo speaks to its simulator and to nobody else.
fn point_at(config: &mut Config, simulator: &Simulator) {
    let (urls, outside) = (simulator.urls(), simulator.config());
    config.twilio_urls = twilio::Urls {
        api: urls.api,
        messaging: urls.messaging,
        content: urls.content,
        numbers: urls.numbers,
        pricing: urls.pricing,
    };
    config.graph_url = urls.graph;
    let portal = &mut config.portal;
    portal.smtp_url = None;
    portal.twilio.account_sid = Some(outside.parent_sid.clone());
    portal.twilio.auth_token = Some(SecretString::from(outside.parent_token.clone()));
    portal.twilio.partner_solution_id = Some(outside.solution_id.clone());
    portal.meta.app_id = Some(outside.app_id.clone());
    portal.meta.config_id = Some(outside.config_id.clone());
    portal.meta.app_secret = Some(SecretString::from(outside.app_secret.clone()));
    portal.meta.verify_token = Some(SecretString::from(VERIFY_TOKEN));
    portal.meta.sdk_url = urls.sdk;
    portal.meta.simulator_origin = Some(simulator.url().origin().ascii_serialization());
}

/// Where the demo keeps what is not in the database.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The database file's name, so that two databases in one folder have two simulators.
    name: String,
}

impl Folder {
    /// Beside the SQLite file; in `data/` for PostgreSQL.
    pub fn beside(database_url: &str) -> Self {
        let file = database_url
            .strip_prefix("sqlite:")
            .map(|rest| rest.trim_start_matches("//"));
        let file = file.map(|file| Path::new(file.split('?').next().unwrap_or(file)));
        let path = file.and_then(Path::parent).unwrap_or(Path::new("data"));
        let name = file
            .and_then(Path::file_stem)
            .map_or("forecourt".into(), |stem| stem.to_string_lossy());
        Self {
            path: path.to_owned(),
            name: name.into_owned(),
        }
    }

    /// This one, whatever the database.
    pub fn at(path: PathBuf) -> Self {
        let name = "forecourt".to_owned();
        Self { path, name }
    }

    fn memory(&self) -> PathBuf {
        self.path.join(format!("{}.simulator.json", self.name))
    }

    /// The demo's key, made at its first start.
    fn key(&self) -> Result<SecretKey, Error> {
        let file = self.path.join("demo.key");
        self.read_or_make(&file)
            .map_err(|why| Error::Missing(format!("{} cannot be used: {why}", file.display())))
    }

    fn read_or_make(&self, file: &Path) -> io::Result<SecretKey> {
        fs::create_dir_all(&self.path)?;
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                let made = format!(
                    "demo:{}\n",
                    BASE64_STANDARD.encode(Chance::system().bytes::<32>())
                );
                write_private(file, &made)?;
                made
            }
            Err(why) => return Err(why),
        };
        let mut keys = crate::settings::secret_keys(text.trim()).map_err(io::Error::other)?;
        Ok(keys.remove(0))
    }
}

#[cfg(unix)]
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    file.write_all(text.as_bytes())
}

#[cfg(not(unix))]
fn write_private(file: &Path, text: &str) -> io::Result<()> {
    fs::write(file, text)
}

impl Demo {
    /// What the person who started it wants to know.
    pub fn greeting(&self) -> String {
        let url = self
            .server
            .world
            .settings
            .public_url
            .as_str()
            .trim_end_matches('/');
        let (simulator, pace) = (self.simulator.url(), self.server.world.settings.pace);
        format!(
            "\nForecourt demo: {url}\n\
             \x20 dealer  dealer@forecourt.test  forecourt-demo\n\
             \x20 admin   admin@forecourt.test   forecourt-demo\n\
             Twilio and Meta are simulated here and run {pace} times as fast; to make them refuse, delay or fail: {simulator}\n\
             Write to a dealer as a buyer, on a simulated phone: {simulator}phone\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_demo_keeps_lies_beside_its_database() {
        let memory = |url| Folder::beside(url).memory();
        assert_eq!(
            memory("sqlite://data/forecourt.db"),
            Path::new("data/forecourt.simulator.json")
        );
        assert_eq!(
            memory("sqlite:///tmp/x/a.db?mode=rwc"),
            Path::new("/tmp/x/a.simulator.json")
        );
        assert_eq!(
            memory("postgres://h/db"),
            Path::new("data/forecourt.simulator.json")
        );
    }

    #[test]
    fn the_key_of_the_first_start_is_the_key_of_the_second() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/sub/a.db", folder.path().display());
        let first = Folder::beside(&url).key().expect("a key is made");
        let second = Folder::beside(&url).key().expect("the key is read");
        assert_eq!(first.bytes, second.bytes);
    }
}
