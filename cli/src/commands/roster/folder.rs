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
use attestat_ledger::note::{Note, NoteError};
use attestat_ledger::roster::{PinnedRoster, ROSTER_BYTES_MAX, Roster};
use attestat_words::text;
use attestat_words::text::Text;
use std::path::{Path, PathBuf};

const DRAFT: &str = "roster.toml";
const SIGNED: &str = "roster.note";
/// Longest signed roster in bytes: its text, and 100 signature lines of under 400 bytes.
pub(super) const NOTE_BYTES_MAX: usize = ROSTER_BYTES_MAX + 100 * 400;

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

    /// The version being worked on; where the draft is gone, the text that was signed.
    pub(super) fn draft(&self) -> Result<RosterDraft, Failure> {
        if !self.draft.exists() {
            if let Some(signed) = self.signed()? {
                return RosterDraft::parse(signed.roster().text().as_bytes(), &self.signed_path());
            }
            let what = text!("roster-none", path = &self.draft);
            return Err(Failure::config("no-roster", what, text!("roster-none.next")));
        }
        RosterDraft::parse(&disk::read(&self.draft, NOTE_BYTES_MAX)?, &self.draft)
    }

    /// Writes the version being worked on.
    pub(super) fn put_draft(&self, text: &str) -> Result<(), Failure> {
        disk::write(&self.draft, text.as_bytes(), Readers::Everyone)
    }

    /// The newest signed version, if there is one.
    pub(super) fn signed(&self) -> Result<Option<PinnedRoster>, Failure> {
        read_note(&self.signed_path())?.map(|bytes| pin_own(&bytes, &self.signed_path())).transpose()
    }

    /// A version with its signatures so far, if there is one.
    pub(super) fn version(&self, version: u64) -> Result<Option<Note>, Failure> {
        let path = self.version_path(version);
        let parsed = read_note(&path)?.map(|bytes| Note::parse(&bytes));
        parsed.transpose().map_err(|error| bad_roster(&path, error))
    }

    /// A version that enough of its own governors signed, if it is there.
    pub(super) fn complete_version(&self, version: u64) -> Result<Option<PinnedRoster>, Failure> {
        let path = self.version_path(version);
        read_note(&path)?.map(|bytes| pin_own(&bytes, &path)).transpose()
    }
}

/// The text of a version being worked on, and the parsed roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RosterDraft {
    /// The signatures that stand under it, where the file has any.
    pub(super) note: Option<Note>,
    /// The roster that the text says.
    pub(super) roster: Roster,
    /// The lines of its policy.
    pub(super) quorum: String,
}

impl RosterDraft {
    /// Reads a roster with or without signatures.
    pub(super) fn parse(bytes: &[u8], path: &Path) -> Result<Self, Failure> {
        let note = match Note::parse(bytes) {
            Ok(note) => Some(note),
            Err(NoteError::NoSignatures | NoteError::MalformedSignature(_)) => None,
            Err(error) => return Err(bad_roster(path, error)),
        };
        let text = match &note {
            Some(note) => note.text(),
            None => str::from_utf8(bytes).map_err(|error| bad_roster(path, error))?,
        };
        let roster = Roster::parse(text).map_err(|error| bad_roster(path, error))?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| bad_roster(path, error.message()))?;
        let quorum = table.get("quorum").and_then(toml::Value::as_str).unwrap_or("quorum none");
        let quorum = quorum.trim_matches('\n').to_owned();
        Ok(Self { note, roster, quorum })
    }
}

/// The bytes of a signed roster that may be absent.
fn read_note(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    disk::read_if_there(path, NOTE_BYTES_MAX)
}

/// Takes a roster of one's own folder: by its own hash, so the signatures of its governors are checked.
fn pin_own(bytes: &[u8], path: &Path) -> Result<PinnedRoster, Failure> {
    let note = Note::parse(bytes).map_err(|error| bad_roster(path, error))?;
    let hash = Roster::parse(note.text()).map_err(|error| bad_roster(path, error))?.hash();
    PinnedRoster::pin(bytes, hash).map_err(|error| bad_roster(path, error))
}

/// Failure for a roster file that cannot be used.
pub(super) fn bad_roster(path: &Path, fault: impl core::fmt::Display) -> Failure {
    unusable(path, fault.to_string().into())
}

/// The same, with the fault as a text.
pub(super) fn unusable(path: &Path, fault: Text) -> Failure {
    let what = text!("roster-bad", path = path, why = fault);
    Failure::config("bad-roster", what, text!("roster-bad.next"))
}
