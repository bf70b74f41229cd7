//! What each command does.

mod check;

use std::path::Path;

use domain::member::Role;
use secrecy::ExposeSecret as _;
use store::Store;

use crate::{
    demo,
    settings::{Config, Fault},
    start::{self, Error},
};

pub use check::check;

/// `forecourt serve`.
pub async fn serve(mut config: Config) -> Result<(), Error> {
    let listener = start::listen(&config).await?;
    start::settle_address(&mut config, &listener)?;
    let world = start::open(&config).await?;
    start::prepare(&world).await?;
    let server = start::serve(&config, world, listener).await?;
    tracing::info!(addr = %server.addr, url = config.portal.public_url.as_str(), "serving");
    server.run().await;
    Ok(())
}

/// `forecourt demo`.
pub async fn demo(config: Config) -> Result<(), Error> {
    let folder = demo::Folder::beside(config.database_url.expose_secret());
    let demo = demo::start(config, &folder, demo::Tempo::DEMO).await?;
    println!("{}", demo.greeting());
    demo.server.run().await;
    Ok(())
}

/// `forecourt migrate`.
pub async fn migrate(config: &Config) -> Result<(), Error> {
    let store = database(config).await?;
    store.migrate().await.map_err(|error| start::internal(&error))?;
    println!("The database is up to date.");
    store.close().await;
    Ok(())
}

/// `forecourt backup FILE`.
pub async fn backup(config: &Config, file: &Path) -> Result<(), Error> {
    let store = database(config).await?;
    if !store.is_sqlite() {
        let line = "PostgreSQL is backed up with its own tools: pg_dump --format=custom --file=FILE DATABASE";
        return Err(Error::Missing(line.into()));
    }
    if file.exists() {
        return Err(Error::Missing(format!(
            "{} is there already; name a new file",
            file.display()
        )));
    }
    store
        .backup(file)
        .await
        .map_err(|error| start::internal(&error))?;
    println!(
        "Written to {}. Keep FORECOURT_SECRET_KEYS elsewhere: without it the copy is of no use.",
        file.display()
    );
    store.close().await;
    Ok(())
}

/// `forecourt admin add EMAIL`.
pub async fn add_admin(config: &Config, email: &str, role: Role) -> Result<(), Error> {
    let world = start::open(config).await?;
    start::prepare(&world).await?;
    let admin = portal::admins::add(&world, email, role).await;
    let admin = admin.map_err(|error| said(error, &world))?;
    println!(
        "{email} is {}. This link sets the password; it works once, for seven days:\n{}",
        match role {
            Role::Support => "of support",
            _ => "an admin",
        },
        admin.link
    );
    world.store.close().await;
    Ok(())
}

/// `forecourt secrets rotate`.
pub async fn rotate(config: &Config) -> Result<(), Error> {
    let world = start::open(config).await?;
    start::prepare(&world).await?;
    let count = portal::vault::rotate(&world)
        .await
        .map_err(|error| said(error, &world))?;
    println!(
        "{count} data keys are now wrapped by {}; the older keys may go.",
        world.vault.key_id()
    );
    world.store.close().await;
    Ok(())
}

async fn database(config: &Config) -> Result<Store, Error> {
    let store = Store::open(config.database_url.expose_secret()).await;
    store.map_err(|error| {
        let why = format!(
            "names a database that cannot be used: {}",
            portal::with_causes(&error)
        );
        Fault::new("FORECOURT_DATABASE_URL", why).into()
    })
}

/// What a deed refused, in the words that a person would see.
fn said(error: portal::Error, world: &portal::World) -> Error {
    let problem = error.into_problem(world, domain::Lang::default());
    let fields = problem
        .fields
        .iter()
        .map(|field| format!(" {}: {}", field.field, field.message));
    Error::Missing(problem.detail.clone() + &fields.collect::<String>())
}
