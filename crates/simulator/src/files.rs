//! The bytes of attachments. They live beside the state file, not in it: the state is written after
//! every change, a video once.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::config::Config;

/// Attachments by their SID.
#[derive(Debug)]
pub struct Files {
    /// `None` keeps everything in memory.
    folder: Option<PathBuf>,
    memory: Mutex<HashMap<String, Vec<u8>>>,
}

impl Files {
    pub fn of(config: &Config) -> Self {
        Self {
            folder: config
                .state_file
                .as_ref()
                .map(|file| file.with_extension("media")),
            memory: Mutex::default(),
        }
    }

    pub fn put(&self, sid: &str, bytes: &[u8]) {
        let Some(folder) = &self.folder else {
            self.memory().insert(sid.to_owned(), bytes.to_vec());
            return;
        };
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(folder.join(sid), bytes));
        if let Err(error) = written {
            tracing::warn!(folder = %folder.display(), %error, "an attachment cannot be written");
        }
    }

    pub fn get(&self, sid: &str) -> Option<Vec<u8>> {
        match &self.folder {
            Some(folder) => std::fs::read(folder.join(sid)).ok(),
            None => self.memory().get(sid).cloned(),
        }
    }

    pub fn remove(&self, sid: &str) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_file(folder.join(sid));
        }
        self.memory().remove(sid);
    }

    pub fn clear(&self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        self.memory().clear();
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
