/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is not one of a database we speak to.
    #[error("the database address must start with sqlite:// or postgres://")]
    Address,
    /// A row with the same unique value is there already.
    #[error("taken already")]
    Taken(#[source] sqlx::Error),
    /// A value in the database does not have the shape it was written in.
    #[error("unreadable value in the database: {0}")]
    Corrupt(String),
    /// The migrations did not run.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database did not answer, or refused.
    #[error("the database refused")]
    Sql(#[source] sqlx::Error),
}

/// What store functions answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => Self::Taken(error),
            _ => Self::Sql(error),
        }
    }
}
