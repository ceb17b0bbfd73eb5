//! The files in which governors keep a roster, behind a trait: a folder of a disk, or a page's memory.
//!
//! ```text
//! roster.toml         the version being worked on, unsigned
//! roster-<n>.note     version n with the signatures so far
//! roster.note         the newest version that enough governors signed: what everyone pins
//! ```

use crate::draft::{RosterDraft, bad_roster, pin_own};
use attestat_ledger::note::Note;
use attestat_ledger::roster::PinnedRoster;
use attestat_words::problem::Problem;
use attestat_words::text;

/// A file of a roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterFile {
    /// The version being worked on.
    Draft,
    /// The newest version that enough governors signed.
    Signed,
    /// The version of this number, with the signatures so far.
    Version(u64),
}

/// The files of one roster.
pub trait RosterFiles {
    /// Fault of reading, of writing, or of what stands in a file.
    type Error: From<Problem>;

    /// The place of all of them, as messages name it.
    fn place(&self) -> String;

    /// The name of one, as messages give it.
    fn name(&self, file: RosterFile) -> String;

    /// The bytes of a file, if it is there; at most [`crate::draft::NOTE_BYTES_MAX`].
    ///
    /// # Errors
    ///
    /// The file is there and cannot be read, or is longer.
    fn read(&self, file: RosterFile) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Puts a file in its place, over one that stands there.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    fn write(&self, file: RosterFile, text: &str) -> Result<(), Self::Error>;

    /// The version being worked on; where the draft is gone, the text that was signed.
    ///
    /// # Errors
    ///
    /// There is neither, or it is no roster.
    fn draft(&self) -> Result<RosterDraft, Self::Error> {
        let name = self.name(RosterFile::Draft);
        let Some(bytes) = self.read(RosterFile::Draft)? else {
            if let Some(signed) = self.signed()? {
                return Ok(RosterDraft::parse(signed.roster().text().as_bytes(), &self.name(RosterFile::Signed))?);
            }
            return Err(Problem::kept("no-roster", text!("roster-none", path = name), text!("roster-none.next")).into());
        };
        Ok(RosterDraft::parse(&bytes, &name)?)
    }

    /// The newest signed version, if there is one.
    ///
    /// # Errors
    ///
    /// It is no roster that its own governors signed.
    fn signed(&self) -> Result<Option<PinnedRoster>, Self::Error> {
        pinned(self, RosterFile::Signed)
    }

    /// A version with its signatures so far, if there is one.
    ///
    /// # Errors
    ///
    /// It is no signed note.
    fn version(&self, version: u64) -> Result<Option<Note>, Self::Error> {
        let file = RosterFile::Version(version);
        let parsed = self.read(file)?.map(|bytes| Note::parse(&bytes));
        Ok(parsed.transpose().map_err(|error| bad_roster(&self.name(file), error))?)
    }

    /// A version that enough of its own governors signed, if it is there.
    ///
    /// # Errors
    ///
    /// It is there, and too few signed it.
    fn complete_version(&self, version: u64) -> Result<Option<PinnedRoster>, Self::Error> {
        pinned(self, RosterFile::Version(version))
    }
}

fn pinned<F: RosterFiles + ?Sized>(files: &F, file: RosterFile) -> Result<Option<PinnedRoster>, F::Error> {
    let pinned = files.read(file)?.map(|bytes| pin_own(&bytes, &files.name(file)));
    Ok(pinned.transpose()?)
}
