//! Files that are replaced whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Replaces a file whole and for good: written beside, synced, renamed, and the folder synced, as a power cut may undo a
/// name that was not.
///
/// The settings may put the file into a folder that others write to as well. The name of what is under way is
/// therefore one that nobody can foresee, and must be free: a link that lies in wait leads nowhere.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (beside, mut file) = begin_beside(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&beside, path));
    written.inspect_err(|_| drop(std::fs::remove_file(&beside)))?;
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn begin_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let random = getrandom::u64().map_err(|error| io::Error::other(error.to_string()))?;
    let beside = path.with_extension(format!("{random:016x}.new"));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    Ok((beside, file))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_symbolic_link_in_place_of_a_file_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (victim, path) = (folder.path().join("victim"), folder.path().join("roster.note"));
        std::fs::write(&victim, "of somebody else").unwrap();
        for name in ["roster.new", "roster.note"] {
            std::os::unix::fs::symlink(&victim, folder.path().join(name)).unwrap();
        }
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_to_string(&victim).unwrap(), "of somebody else");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "no draft is left");
    }

    #[test]
    fn a_temporary_file_of_the_node_has_an_unpredictable_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roster.note");
        let ((one, _), (other, _)) = (begin_beside(&path).unwrap(), begin_beside(&path).unwrap());
        assert_ne!(one, other);
        // What cannot take its place is gone again.
        let taken = folder.path().join("a folder");
        std::fs::create_dir(&taken).unwrap();
        assert!(replace(&taken, b"a file").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
