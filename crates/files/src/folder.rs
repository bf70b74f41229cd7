use std::{io::ErrorKind, path::PathBuf};

use tokio::{fs, io::AsyncWriteExt as _};

use crate::{Error, Result};

/// A folder of this machine.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) async fn put(&self, key: &str, bytes: &[u8]) -> Result<()> {
        let path = self.0.join(key);
        let parent = path.parent().unwrap_or(&self.0);
        fs::create_dir_all(parent).await.map_err(Error::Folder)?;
        // Written beside and moved: a file that is there is whole. A point is in no key, so the name is free.
        let beside = path.with_extension("part");
        let written = async {
            let mut file = fs::File::create(&beside).await?;
            file.write_all(bytes).await?;
            file.sync_all().await?;
            fs::rename(&beside, &path).await
        };
        written.await.map_err(Error::Folder)
    }

    pub(crate) async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(key)).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::Folder(error)),
        }
    }

    pub(crate) async fn remove(&self, key: &str) -> Result<()> {
        match fs::remove_file(self.0.join(key)).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::Folder(error)),
            _ => Ok(()),
        }
    }
}
