use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use domain::DealerId;
use sqlx::{
    PgConnection, Postgres, Sqlite, SqliteConnection, Transaction,
    migrate::Migrator,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};

use tokio::sync::Notify;

use crate::{Error, Result, bells::Bells};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pools: Pools,
    bells: Bells,
}

#[derive(Debug, Clone)]
enum Pools {
    /// One writer, so that two writes never wait for each other's locks; several readers beside it (WAL).
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        /// For checkpoints, which write but are no writes.
        tidy: SqlitePool,
    },
    Postgres(PgPool),
}

/// One connection, for reading or inside one write. Every store function takes it as its first argument.
#[derive(Debug)]
pub struct Db {
    connection: Connection,
    bells: Bells,
    /// Whose inboxes this write changes.
    changed: Vec<DealerId>,
}

#[derive(Debug)]
enum Connection {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// The driver's own connection; see [`on!`].
pub(crate) enum Raw<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl Store {
    /// Connects to `sqlite://path` or `postgres://…`. A missing SQLite file and its folder are made.
    pub async fn open(url: &str) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") {
            open_sqlite(url).await?
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(url).await?
        } else {
            return Err(Error::Address);
        };
        Ok(Self {
            pools,
            bells: Bells::default(),
        })
    }

    /// Brings the tables up to this version. Several processes may do it at once.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
            Pools::Postgres(pool) => POSTGRES.run(pool).await?,
        }
        Ok(())
    }

    /// Whether the database answers and has every table of this version.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn is_ready(&self) -> Result<bool> {
        let wanted = match &self.pools {
            Pools::Sqlite { .. } => SQLITE.iter().count(),
            Pools::Postgres(_) => POSTGRES.iter().count(),
        };
        let mut db = self.read().await?;
        let applied: std::result::Result<i64, _> = on!(db, |c| sqlx::query_scalar(
            "select count(*) from _sqlx_migrations where success"
        )
        .fetch_one(&mut *c)
        .await);
        match applied {
            Ok(applied) => Ok(usize::try_from(applied).is_ok_and(|applied| applied >= wanted)),
            // The table itself is missing: nothing was ever migrated.
            Err(sqlx::Error::Database(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// A connection to read with. It sees what was committed.
    pub async fn read(&self) -> Result<Db> {
        Ok(self.db(match &self.pools {
            Pools::Sqlite { read, .. } => Connection::SqliteRead(read.acquire().await?),
            Pools::Postgres(pool) => Connection::PostgresRead(pool.acquire().await?),
        }))
    }

    /// A transaction to write in: nothing is saved until [`Db::commit`], all or nothing.
    pub async fn write(&self) -> Result<Db> {
        Ok(self.db(match &self.pools {
            Pools::Sqlite { write, .. } => {
                Connection::SqliteWrite(write.begin_with("begin immediate").await?)
            }
            Pools::Postgres(pool) => Connection::PostgresWrite(pool.begin().await?),
        }))
    }

    fn db(&self, connection: Connection) -> Db {
        Db {
            connection,
            bells: self.bells.clone(),
            changed: Vec::new(),
        }
    }

    /// The bell of a dealer's inbox, rung after every write of this process that changed it. Hold it while you listen.
    pub fn bell(&self, dealer: &DealerId) -> Arc<Notify> {
        self.bells.of(dealer)
    }

    /// SQLite's one writer, for a write that is its own transaction; `None` for PostgreSQL.
    pub(crate) async fn sqlite_writer(&self) -> Result<Option<PoolConnection<Sqlite>>> {
        Ok(match &self.pools {
            Pools::Sqlite { write, .. } => Some(write.acquire().await?),
            Pools::Postgres(_) => None,
        })
    }

    /// Moves what SQLite has written from its log into the database, while others read and write on. Left to itself
    /// the writer does it, and whoever waits for that commit waits longer. Nothing to do for PostgreSQL.
    pub async fn checkpoint(&self) -> Result<()> {
        if let Pools::Sqlite { tidy, .. } = &self.pools {
            sqlx::query("pragma wal_checkpoint(passive)")
                .execute(tidy)
                .await?;
        }
        Ok(())
    }

    /// Whether it is SQLite.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Writes a complete copy of an SQLite database to a file that is not there yet, while others go on.
    ///
    /// # Errors
    /// [`Error::Address`] for PostgreSQL, which has `pg_dump`.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let Pools::Sqlite { read, .. } = &self.pools else {
            return Err(Error::Address);
        };
        sqlx::query("vacuum into $1")
            .bind(file.to_string_lossy().into_owned())
            .execute(read)
            .await?;
        Ok(())
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write, tidy } => {
                read.close().await;
                tidy.close().await;
                // Last, so that it is the one that puts the log away.
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Db {
    /// Saves what was written. A connection to read with has nothing to save.
    pub async fn commit(self) -> Result<()> {
        match self.connection {
            Connection::SqliteRead(_) | Connection::PostgresRead(_) => {}
            Connection::SqliteWrite(tx) => tx.commit().await?,
            Connection::PostgresWrite(tx) => tx.commit().await?,
        }
        self.bells.ring(&self.changed);
        Ok(())
    }

    /// This write changes the dealer's inbox: whoever follows it is told after the commit.
    pub(crate) fn changes(&mut self, dealer: &DealerId) {
        self.changed.push(dealer.clone());
    }

    pub(crate) fn raw(&mut self) -> Raw<'_> {
        match &mut self.connection {
            Connection::SqliteRead(c) => Raw::Sqlite(c),
            Connection::SqliteWrite(tx) => Raw::Sqlite(tx),
            Connection::PostgresRead(c) => Raw::Postgres(c),
            Connection::PostgresWrite(tx) => Raw::Postgres(tx),
        }
    }
}

async fn open_sqlite(url: &str) -> Result<Pools> {
    let base = SqliteConnectOptions::from_str(url)?
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(256);
    if let Some(folder) = base.get_filename().parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let writer = base
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was answered survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        // Pages, 64 MB: checkpoints are made beside the writer (`Store::checkpoint`); this is for when none was.
        .pragma("wal_autocheckpoint", "16000");
    let tidy = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(Duration::from_mins(1))
        .connect_lazy_with(writer.clone());
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        // A file does not hang up; the test would cost each write two changes of thread.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(20))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(writer)
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(6)
        .acquire_timeout(Duration::from_secs(20))
        .connect_with(base.read_only(true))
        .await?;
    Ok(Pools::Sqlite { read, write, tidy })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("forecourt")
        .options([("statement_timeout", "30s")]);
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(20))
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}
