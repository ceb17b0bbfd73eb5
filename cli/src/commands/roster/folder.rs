//! The folder in which governors keep a roster.
//!
//! ```text
//! roster.toml         the version being worked on, unsigned
//! roster-<n>.note     version n with the signatures so far
//! roster.note         the newest version that enough governors signed: what everyone pins
//! governor-<n>.key    a governor's secret key: whoever has enough of them decides who may issue
//! ```

use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_rosters::draft::{NOTE_BYTES_MAX, RosterDraft};
use attestat_rosters::files::{RosterFile, RosterFiles};
use std::path::{Path, PathBuf};

const DRAFT: &str = "roster.toml";
const SIGNED: &str = "roster.note";

/// The folder of a roster, and the file in it that is worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RosterFolder {
    folder: PathBuf,
    draft: PathBuf,
}

impl RosterFolder {
    /// Takes a folder, or a file in it that stands for the version being worked on: a draft, or a version with the
    /// signatures so far.
    pub(super) fn at(path: &Path) -> Self {
        let is_file = path.extension().is_some_and(|extension| extension == "toml" || extension == "note");
        if !is_file || path.is_dir() {
            return Self { folder: path.to_owned(), draft: path.join(DRAFT) };
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: folder.to_owned(), draft: path.to_owned() }
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Path of the version being worked on.
    pub(super) fn draft_path(&self) -> &Path {
        &self.draft
    }

    /// Path of the newest signed version.
    pub(super) fn signed_path(&self) -> PathBuf {
        self.folder.join(SIGNED)
    }

    /// Path of a version with its signatures so far.
    pub(super) fn version_path(&self, version: u64) -> PathBuf {
        self.folder.join(format!("roster-{version}.note"))
    }

    /// Path of the secret key of governor `number`.
    pub(super) fn key_path(&self, number: usize) -> PathBuf {
        self.folder.join(format!("governor-{number}.key"))
    }

    /// The keys in the folder, by name.
    pub(super) fn key_paths(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_key = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("governor-") && name.ends_with(".key")
        };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_key).collect();
        paths.sort();
        paths
    }

    /// Reads a roster file with or without signatures.
    pub(super) fn read_file(path: &Path) -> Result<RosterDraft, Failure> {
        Ok(RosterDraft::parse(&disk::read(path, NOTE_BYTES_MAX)?, &path.display().to_string())?)
    }

    fn path_of(&self, file: RosterFile) -> PathBuf {
        match file {
            RosterFile::Draft => self.draft.clone(),
            RosterFile::Signed => self.signed_path(),
            RosterFile::Version(version) => self.version_path(version),
        }
    }
}

impl RosterFiles for RosterFolder {
    type Error = Failure;

    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn name(&self, file: RosterFile) -> String {
        self.path_of(file).display().to_string()
    }

    fn read(&self, file: RosterFile) -> Result<Option<Vec<u8>>, Failure> {
        disk::read_if_there(&self.path_of(file), NOTE_BYTES_MAX)
    }

    fn write(&self, file: RosterFile, text: &str) -> Result<(), Failure> {
        disk::write(&self.path_of(file), text.as_bytes(), Readers::Everyone)
    }
}
