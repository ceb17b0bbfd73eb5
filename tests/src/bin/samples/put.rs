//! A folder that is filled.

use anyhow::ensure;
use std::path::{Path, PathBuf};

/// A folder that is filled, no file of it twice.
pub(crate) struct Put {
    folder: PathBuf,
}

impl Put {
    /// Fills a folder.
    pub(crate) fn into(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Writes a file, in a folder of its own where its name says so.
    pub(crate) fn put(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
        let path = self.folder.join(name);
        ensure!(!path.exists(), "{} is written twice", path.display());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(path, bytes)?)
    }
}
