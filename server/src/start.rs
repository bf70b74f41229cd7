//! From settings to a running server, and back to silence.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use portal::{Chance, Clock, World};
use secrecy::ExposeSecret as _;
use store::Store;
use tokio::{
    net::TcpListener,
    task::{JoinError, JoinHandle},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use axum::serve::ListenerExt as _;

use crate::{
    hooks,
    settings::{Config, Fault, listening_url},
    site::Site,
    web::{self, Shared},
    worker,
};

/// How long open requests and running jobs may take to end. Whatever takes longer is as safe as after a crash.
const PATIENCE: Duration = Duration::from_secs(25);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting cannot be used after all.
    #[error("{0}")]
    Setting(#[from] Fault),
    /// Something beside the settings is missing.
    #[error("{0}")]
    Missing(String),
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What its deeds use.
    pub world: Arc<World>,
    stopping: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
    writing: JoinHandle<()>,
    working: JoinHandle<()>,
}

/// Takes the port, so that everything after may know its number.
pub async fn listen(config: &Config) -> Result<TcpListener, Error> {
    TcpListener::bind(config.addr).await.map_err(|why| {
        let why = format!("{} cannot be listened on: {why}", config.addr);
        Fault::new("FORECOURT_ADDR", why).into()
    })
}

/// Fills in the public address where it follows from the port.
pub fn settle_address(config: &mut Config, listener: &TcpListener) -> Result<(), Error> {
    let addr = listener
        .local_addr()
        .map_err(|why| Error::Missing(format!("the listener has no address: {why}")))?;
    if config.public_url.is_none() {
        config.portal.public_url = listening_url(addr);
    }
    Ok(())
}

/// Opens the database and the doors to the outside. Changes nothing.
pub async fn open(config: &Config) -> Result<Arc<World>, Error> {
    open_at(config, Clock::System).await
}

/// The same by another clock than the machine's.
pub async fn open_at(config: &Config, clock: Clock) -> Result<Arc<World>, Error> {
    let store = Store::open(config.database_url.expose_secret()).await;
    let store = store.map_err(|error| database_fault(&error))?;
    let http =
        twilio::http_client().map_err(|why| Error::Missing(format!("no TLS on this machine: {why}")))?;
    let settings = config.portal.clone();
    let twilio = twilio::Client::new(http.clone(), config.twilio_urls.clone());
    let meta = meta::Client::new(
        http,
        config.graph_url.clone(),
        settings.meta.graph_version.clone(),
    );
    Ok(Arc::new(World::new(
        store,
        twilio,
        meta,
        clock,
        Chance::system(),
        settings,
    )))
}

/// Brings the tables up to this version and the default brand in line with the settings.
pub async fn prepare(world: &World) -> Result<(), Error> {
    world
        .store
        .migrate()
        .await
        .map_err(|error| database_fault(&error))?;
    portal::brands::ensure_default(world)
        .await
        .map_err(|error| internal(&error))
}

/// What stands behind an error, for whoever starts the server.
pub fn internal(error: &(dyn std::error::Error + 'static)) -> Error {
    Error::Missing(portal::with_causes(error))
}

fn database_fault(error: &store::Error) -> Error {
    Fault::new(
        "FORECOURT_DATABASE_URL",
        format!(
            "names a database that cannot be used: {}",
            portal::with_causes(error)
        ),
    )
    .into()
}

/// Serves until [`Server::stop`].
pub async fn serve(config: &Config, world: Arc<World>, listener: TcpListener) -> Result<Server, Error> {
    let addr = listener
        .local_addr()
        .map_err(|why| Error::Missing(format!("the listener has no address: {why}")))?;
    let site = Site::find(&config.site).map_err(Error::Missing)?;
    portal::jobs::start(&world)
        .await
        .map_err(|error| internal(&error))?;
    crate::metrics::install();
    let stopping = CancellationToken::new();
    let shared = Shared {
        world: Arc::clone(&world),
        site: Arc::new(site),
        trusted_proxies: config.trusted_proxies,
        stopping: stopping.clone(),
    };
    let rush = Arc::new(hooks::Rush::new(Instant::now()));
    let (writer, writing) = hooks::spawn(Arc::clone(&world), Arc::clone(&rush));
    // The webhooks' routes are added last and bare: no layer of the pages is round them.
    let router = web::router(shared).merge(hooks::router(Arc::clone(&world), writer));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        // Answers are small and written at once; waiting to fill a packet only makes them late.
        let _ = stream.set_nodelay(true);
    });
    let stop = stopping.clone().cancelled_owned();
    let serving =
        tokio::spawn(async move { axum::serve(listener, service).with_graceful_shutdown(stop).await });
    let working = worker::spawn(Arc::clone(&world), rush, stopping.clone());
    Ok(Server {
        addr,
        world,
        stopping,
        serving,
        writing,
        working,
    })
}

impl Server {
    /// Takes no new connection, lets open requests and running jobs end, writes every webhook that was taken in, and
    /// closes the database.
    pub async fn stop(self) {
        self.stopping.cancel();
        let aborts = [self.serving.abort_handle(), self.working.abort_handle()];
        let ended = async {
            let served = self.serving.await;
            // The last handler that could hand in a webhook is gone with the listener.
            let written = self.writing.await;
            let worked = self.working.await;
            report("the listener", served.map(drop));
            report("the webhooks", written);
            report("the worker", worked);
        };
        if timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("stopped before everything had ended; it goes on at the next start");
            for abort in aborts {
                abort.abort();
            }
        }
        self.world.store.close().await;
    }

    /// Waits for the wish to stop: Ctrl-C or SIGTERM.
    pub async fn run(self) {
        wish_to_stop().await;
        tracing::info!("stopping");
        self.stop().await;
    }
}

fn report(what: &str, ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "{what} ended badly");
    }
}

#[cfg(unix)]
async fn wish_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wish_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}
