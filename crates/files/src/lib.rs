//! Keeps files under a key: in a folder, or in a bucket that speaks S3.
//!
//! A key is one or more names with slashes between them. Whoever makes keys makes them new: a file is written once and
//! never changed, so neither place needs locks or versions.

mod folder;
mod key;
mod s3;

use std::{fmt, path::PathBuf, sync::Arc};

use secrecy::SecretString;
use url::Url;

pub use key::NotAKey;

/// Where files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a folder of this machine. It is made when the first file comes.
    Folder(PathBuf),
    /// In a bucket.
    Bucket(Bucket),
}

/// A bucket that speaks S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Of the service, without the bucket.
    pub endpoint: Url,
    /// `eu-central-1`; services that know no regions take any.
    pub region: String,
    /// Its name.
    pub name: String,
    /// What stands before every key; may be empty.
    pub prefix: String,
    /// The name of the access key.
    pub key_id: String,
    /// What signs.
    pub secret_key: SecretString,
}

impl PartialEq for Bucket {
    fn eq(&self, other: &Self) -> bool {
        // The secret has no part in which place it is.
        (
            &self.endpoint,
            &self.region,
            &self.name,
            &self.prefix,
            &self.key_id,
        ) == (
            &other.endpoint,
            &other.region,
            &other.name,
            &other.prefix,
            &other.key_id,
        )
    }
}
impl Eq for Bucket {}

/// What went wrong. No variant holds a signed address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The key could lead elsewhere.
    #[error("{0}")]
    Key(#[from] NotAKey),
    /// The folder did not do it.
    #[error("the folder of the files")]
    Folder(#[source] std::io::Error),
    /// The bucket did not answer.
    #[error("the bucket did not answer")]
    Network(#[source] reqwest::Error),
    /// The bucket refused.
    #[error("the bucket answered {0}")]
    Refused(u16),
}

/// What this crate answers.
pub type Result<T> = std::result::Result<T, Error>;

/// The files. Cheap to clone.
#[derive(Clone)]
pub struct Files(Arc<Kept>);

enum Kept {
    Folder(folder::Folder),
    Bucket(Box<s3::Client>),
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Files")
    }
}

impl Files {
    /// The files at that place. Nothing is asked of it yet.
    pub fn at(place: Place) -> Self {
        Self(Arc::new(match place {
            Place::Folder(path) => Kept::Folder(folder::Folder::new(path)),
            Place::Bucket(bucket) => Kept::Bucket(Box::new(s3::Client::new(bucket))),
        }))
    }

    /// Keeps a file. It is there whole or not at all.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        key::check(key)?;
        match &*self.0 {
            Kept::Folder(folder) => folder.put(key, &bytes).await,
            Kept::Bucket(bucket) => bucket.put(key, bytes).await,
        }
    }

    /// A file's bytes; `None` if it is not there.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        key::check(key)?;
        match &*self.0 {
            Kept::Folder(folder) => folder.get(key).await,
            Kept::Bucket(bucket) => bucket.get(key).await,
        }
    }

    /// Removes a file. One that is not there counts as removed.
    pub async fn remove(&self, key: &str) -> Result<()> {
        key::check(key)?;
        match &*self.0 {
            Kept::Folder(folder) => folder.remove(key).await,
            Kept::Bucket(bucket) => bucket.remove(key).await,
        }
    }
}
