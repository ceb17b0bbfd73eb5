//! Files that grow with the verdicts: a row each, written beside the file and put in its place at the end.

use crate::failure::Failure;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// A file under way. It names people: only its owner may read it.
pub(super) struct Sink {
    path: PathBuf,
    draft: PathBuf,
    file: BufWriter<File>,
}

impl Sink {
    /// Begins a file; what stood in its place stays until [`Self::finish`].
    pub(super) fn begin(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft);
        let file = file.map_err(|error| cannot(path, &error))?;
        Ok(Self { path: path.to_owned(), draft, file: BufWriter::new(file) })
    }

    /// Adds to the file.
    pub(super) fn put(&mut self, text: &str) -> Result<(), Failure> {
        self.file.write_all(text.as_bytes()).map_err(|error| cannot(&self.path, &error))
    }

    /// Puts the whole file in its place.
    pub(super) fn finish(mut self) -> Result<PathBuf, Failure> {
        let whole = self.file.flush().and_then(|()| self.file.get_ref().sync_all());
        whole.and_then(|()| std::fs::rename(&self.draft, &self.path)).map_err(|error| cannot(&self.path, &error))?;
        Ok(self.path.clone())
    }
}

impl Drop for Sink {
    /// What was not finished leaves nothing behind; after [`Self::finish`] the draft has its name no more.
    fn drop(&mut self) {
        _ = std::fs::remove_file(&self.draft);
    }
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    let what = format!("Could not write {}: {error}", path.display());
    Failure::usage("file", what, "See whether the path is right, you may use it and the disk has room.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_file_appears_whole_or_not_at_all_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("verdicts.csv");
        std::fs::write(&path, "before").unwrap();
        let mut sink = Sink::begin(&path).unwrap();
        sink.put("a\n").unwrap();
        drop(sink);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        let mut sink = Sink::begin(&path).unwrap();
        ["a\n", "b\n"].iter().for_each(|row| sink.put(row).unwrap());
        assert_eq!(sink.finish().unwrap(), path);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a\nb\n");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
