//! Files that grow with the verdicts: a row each, written beside the file and put in its place at the end.

use crate::files::disk::{self, Draft, Readers};
use crate::render::failure::Failure;
use std::path::{Path, PathBuf};

/// A file under way. It names people: only its owner may read it.
pub(super) struct Sink {
    path: PathBuf,
    draft: Draft,
}

impl Sink {
    /// Begins a file that must not be there yet: it could be one of those that are verified.
    pub(super) fn begin(path: &Path) -> Result<Self, Failure> {
        disk::refuse_there(path)?;
        Ok(Self { path: path.to_owned(), draft: Draft::begin(path, Readers::Owner)? })
    }

    /// Adds to the file.
    pub(super) fn put(&mut self, text: &str) -> Result<(), Failure> {
        self.draft.put(text.as_bytes())
    }

    /// Puts the whole file in its place.
    pub(super) fn finish(self) -> Result<PathBuf, Failure> {
        self.draft.place()?;
        Ok(self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_appears_whole_or_not_at_all_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("verdicts.csv");
        let mut sink = Sink::begin(&path).unwrap();
        sink.put("a\n").unwrap();
        drop(sink);
        assert!(!path.exists());
        let mut sink = Sink::begin(&path).unwrap();
        ["a\n", "b\n"].iter().for_each(|row| sink.put(row).unwrap());
        assert_eq!(sink.finish().unwrap(), path);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a\nb\n");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(Sink::begin(&path).err().unwrap().code, "already-there");
    }

    #[test]
    fn a_file_that_came_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("verdicts.csv");
        let sink = Sink::begin(&path).unwrap();
        std::fs::write(&path, "somebody's").unwrap();
        assert_eq!(sink.finish().unwrap_err().code, "already-there");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's");
    }
}
