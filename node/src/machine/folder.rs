//! A node's data folder: its layout, and the lock that lets one process have it.
//!
//! ```text
//! node.toml          settings; public
//! entry.toml         the roster entry to hand in; public
//! roster.note        the signed roster that was pinned; public
//! rosters/           every version of it that is known here, and which of them is in force; public
//! keys/              secret: registry keys can sign as the school, the mirror key can cosign,
//!                    vault.key opens the vault, tls.key.pem can answer in the node's place. Keep copies
//!                    apart from backups of the vault
//! guard/             how far each log was ever sealed; altered or put back, nothing is sealed. Also how far
//!                    the vault was; altered or lost, nothing is issued until a person decided. And who was
//!                    destroyed, so that an older vault does not bring them back
//! ledger/            all logs; public. ledger.set-aside-N: an earlier one that was damaged, never read
//! vault/             what is personal, encrypted
//! run/node.sock      where the registrar's tools connect
//! run/address        where a running node listens, with the pin of its key; public
//! lock               held while a process has the folder
//! ```

use attestat_ledger::name::{Origin, RegistryId};
use attestat_store::rocks::Rocks;
use rustix::fs::FlockOperation;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// Mode of folders that only the node enters.
const PRIVATE_FOLDER: u32 = 0o700;
/// Mode of folders that others may pass through; what is secret in them is closed by itself.
const OPEN_FOLDER: u32 = 0o755;

/// Reason for which a data folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is no such folder.
    #[error("there is no folder {0}; name the node's folder, or make one with `attestat-node init`")]
    Missing(String),
    /// The folder is no node's: nothing was made there yet.
    #[error("{0} is not a node's data folder: it has no node.toml. Make one with `attestat-node init`")]
    NotAFolder(String),
    /// The folder is there already.
    #[error("{0} exists already; a registry is made once, so `init` needs a folder that does not exist")]
    Exists(String),
    /// Another process has the folder.
    #[error("the data folder {0} is in use by another process; stop that one first (a running node holds its folder)")]
    InUse(String),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: String,
        /// Error of the file system.
        source: std::io::Error,
    },
}

impl FolderError {
    /// An error of the file system at `path`.
    pub fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.display().to_string(), source }
    }
}

/// Replaces a file of a data folder whole and for good.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
    crate::machine::replace::replace(path, bytes).map_err(|error| FolderError::io(path, error))
}

/// The paths of a data folder; no file is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout(PathBuf);

impl Layout {
    /// The layout of the folder at `path`.
    pub fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// The settings.
    pub fn config(&self) -> PathBuf {
        self.0.join("node.toml")
    }

    /// The roster entry to hand in.
    pub fn entry(&self) -> PathBuf {
        self.0.join("entry.toml")
    }

    /// The folder of the keys.
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// The key that signs a registry's log and credentials.
    pub fn registry_key(&self, registry: &RegistryId) -> PathBuf {
        self.keys().join(format!("{}.pem", file_name(registry.as_str())))
    }

    /// The key that this node cosigns with as a mirror.
    pub fn mirror_key(&self) -> PathBuf {
        self.keys().join("mirror.key.pem")
    }

    /// The key by which the node is known on the network.
    pub fn tls_key(&self) -> PathBuf {
        self.keys().join("tls.key.pem")
    }

    /// The key that opens the vault.
    pub fn vault_key(&self) -> PathBuf {
        self.keys().join("vault.key")
    }

    /// The folder of the sign guards.
    pub fn guards(&self) -> PathBuf {
        self.0.join("guard")
    }

    /// The sign guard of a log.
    pub fn guard(&self, origin: &Origin) -> PathBuf {
        self.guards().join(file_name(origin.as_str()))
    }

    /// The vault witness, which remembers how far the vault was. No origin gives a guard this name: each ends in a
    /// generation.
    pub fn vault_witness(&self) -> PathBuf {
        self.guards().join("vault")
    }

    /// The ledger database.
    pub fn ledger(&self) -> PathBuf {
        self.0.join("ledger")
    }

    /// Mark that is there while the ledger is lost and its logs are not all begun anew: the cosignatures on them are
    /// forgotten.
    pub fn ledger_lost(&self) -> PathBuf {
        self.0.join("ledger.lost")
    }

    fn note_lost_ledger(&self) -> Result<(), FolderError> {
        let path = self.ledger_lost();
        let written = File::create(&path).and_then(|file| file.sync_all());
        let written = written.and_then(|()| File::open(&self.0)?.sync_all());
        written.map_err(|error| FolderError::io(&path, error))
    }

    /// Moves the ledger to the first free `ledger.set-aside-N` beside it, for good.
    pub fn set_ledger_aside(&self) -> Result<PathBuf, FolderError> {
        let mut number = 1_u32;
        let mut aside = self.0.join("ledger.set-aside-1");
        while aside.exists() {
            number = number.saturating_add(1);
            aside = self.0.join(format!("ledger.set-aside-{number}"));
        }
        // Before it is gone: a crash in between must not forget that something was forgotten.
        self.note_lost_ledger()?;
        std::fs::rename(self.ledger(), &aside).map_err(|error| FolderError::io(&aside, error))?;
        let synced = File::open(&self.0).and_then(|folder| folder.sync_all());
        synced.map_err(|error| FolderError::io(&self.0, error))?;
        Ok(aside)
    }

    /// The vault database.
    pub fn vault(&self) -> PathBuf {
        self.0.join("vault")
    }

    /// The file in which a running node notes the address that it listens on.
    pub fn address(&self) -> PathBuf {
        self.0.join("run").join("address")
    }

    /// A path of the settings: relative ones begin at the data folder.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        self.0.join(path)
    }

    fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Refuses a folder that is not there, or that is no node's.
    pub(crate) fn check_made(&self) -> Result<(), FolderError> {
        let shown = || self.0.display().to_string();
        match (self.config().is_file(), self.0.exists()) {
            (true, _) => Ok(()),
            (false, true) => Err(FolderError::NotAFolder(shown())),
            (false, false) => Err(FolderError::Missing(shown())),
        }
    }

    /// Makes the folder and those in it; refuses one that exists.
    pub fn create(&self) -> Result<(), FolderError> {
        if let Some(parent) = self.0.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent).map_err(|error| FolderError::io(parent, error))?;
        }
        make_folder(&self.0, OPEN_FOLDER)?;
        self.folders().iter().try_for_each(|(folder, mode)| make_folder(folder, *mode))
    }

    /// Makes those folders that are missing, as where only keys and settings were saved from a lost
    /// disk; what was in them is recovered, not made.
    fn complete(&self) -> Result<(), FolderError> {
        // A folder without a database in it is as lost as one that is gone: a disk that is not mounted leaves it empty.
        if !Rocks::is_there(&self.ledger()) {
            self.note_lost_ledger()?;
        }
        let missing = self.folders().into_iter().filter(|(folder, _)| !folder.exists());
        missing.into_iter().try_for_each(|(folder, mode)| make_folder(&folder, mode))
    }

    fn folders(&self) -> [(PathBuf, u32); 5] {
        [
            (self.keys(), PRIVATE_FOLDER),
            (self.guards(), PRIVATE_FOLDER),
            (self.ledger(), PRIVATE_FOLDER),
            (self.vault(), PRIVATE_FOLDER),
            (self.0.join("run"), OPEN_FOLDER),
        ]
    }
}

/// Ids consist of `a-z 0-9 . - /`, so that `_` for `/` keeps file names apart.
fn file_name(id: &str) -> String {
    id.replace('/', "_")
}

fn make_folder(path: &Path, mode: u32) -> Result<(), FolderError> {
    DirBuilder::new().mode(mode).create(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => FolderError::Exists(path.display().to_string()),
        _ => FolderError::io(path, error),
    })
}

/// A data folder that this process has to itself until it is dropped.
#[derive(Debug)]
pub struct Folder {
    layout: Layout,
    _lock: File,
}

impl Folder {
    /// Takes the folder; refuses one that another process has.
    pub fn take(path: &Path) -> Result<Self, FolderError> {
        let layout = Layout::new(path);
        layout.check_made()?;
        let taken = Self::lock(layout)?;
        taken.layout.complete()?;
        Ok(taken)
    }

    /// Takes the folder for looking at it only: nothing is made in it, missing folders and a missing lock
    /// file included (then the settings are locked instead).
    pub fn take_as_it_lies(path: &Path) -> Result<Self, FolderError> {
        let layout = Layout::new(path);
        layout.check_made()?;
        let lock = if layout.lock().is_file() { layout.lock() } else { layout.config() };
        let file = File::open(&lock).map_err(|error| FolderError::io(&lock, error))?;
        Self::hold(layout, &lock, file)
    }

    /// Makes the folder and takes it.
    pub fn create(path: &Path) -> Result<Self, FolderError> {
        let layout = Layout::new(path);
        layout.create()?;
        Self::lock(layout)
    }

    fn lock(layout: Layout) -> Result<Self, FolderError> {
        let path = layout.lock();
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.map_err(|error| FolderError::io(&path, error))?;
        Self::hold(layout, &path, file)
    }

    fn hold(layout: Layout, path: &Path, file: File) -> Result<Self, FolderError> {
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { layout, _lock: file }),
            Err(rustix::io::Errno::WOULDBLOCK) => Err(FolderError::InUse(layout.root().display().to_string())),
            Err(error) => Err(FolderError::io(path, error.into())),
        }
    }

    /// The layout of the folder.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::{Folder, FolderError};

    #[test]
    fn a_folder_is_created_once_and_used_by_one_process() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("school");
        assert!(matches!(Folder::take(&path), Err(FolderError::Missing(_))));
        let folder = Folder::create(&path).unwrap();
        assert!(matches!(Folder::create(&path), Err(FolderError::Exists(_))));
        std::fs::write(folder.layout().config(), "").unwrap();
        std::fs::write(folder.layout().ledger().join("CURRENT"), "").unwrap();
        assert!(matches!(Folder::take(&path), Err(FolderError::InUse(_))));
        drop(folder);
        let folder = Folder::take(&path).unwrap();
        let layout = folder.layout().clone();
        drop(folder);
        assert!(!layout.ledger_lost().exists());
        // What was cosigned is lost with the ledger, and that is noted: where its files are gone, and where they are gone
        // with their folder.
        std::fs::remove_file(layout.ledger().join("CURRENT")).unwrap();
        for _ in 0..2 {
            drop(Folder::take(&path).unwrap());
            assert!(layout.ledger_lost().exists());
            std::fs::remove_file(layout.ledger_lost()).unwrap();
            std::fs::remove_dir(layout.ledger()).unwrap();
        }
        std::fs::create_dir(layout.ledger()).unwrap();
        layout.set_ledger_aside().unwrap();
        assert!(layout.ledger_lost().exists());
    }
}
