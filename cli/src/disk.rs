//! Files: read up to a limit, written whole or not at all, secrets kept from other people's eyes.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::stopped::Unfinished;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Who may read a written file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Everyone: it is public.
    Everyone,
    /// The owner: it names people, or it is a secret.
    Owner,
}

impl Readers {
    const fn mode(self) -> u32 {
        match self {
            Self::Everyone => 0o644,
            Self::Owner => 0o600,
        }
    }
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|error| cannot("read", path, &error))?;
    read_open(file, path, limit)
}

/// Reads a file that may be absent.
pub(crate) fn read_if_there(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
    match File::open(path) {
        Ok(file) => read_open(file, path, limit).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", path, &error)),
    }
}

fn read_open(file: File, path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| cannot("read", path, &error))?;
    if bytes.len() > limit { Err(too_long(path, limit)) } else { Ok(bytes) }
}

fn too_long(path: &Path, limit: usize) -> Failure {
    let what = format!("{} is longer than the {limit} bytes that such a file can have", path.display());
    Failure::usage("file-too-long", what, "See whether it is the right file.")
}

/// Reads a text of at most `limit` bytes.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|_| {
        let what = format!("{} is not a text in UTF-8", path.display());
        Failure::usage("not-text", what, "See whether it is the right file.")
    })
}

/// Writes a file whole or not at all: beside it, synced, then renamed over it.
pub(crate) fn write(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let fail = |error: std::io::Error| cannot("write", path, &error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_draft(&draft, bytes, readers).and_then(|()| std::fs::rename(&draft, path));
    if let Err(error) = written {
        _ = std::fs::remove_file(&draft);
        return Err(fail(error));
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail)
}

fn write_draft(draft: &Path, bytes: &[u8], readers: Readers) -> std::io::Result<()> {
    let mode = readers.mode();
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(draft)?;
    file.set_permissions(std::fs::Permissions::from_mode(mode))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a secret to a file that must not exist yet, readable by its owner only.
pub(crate) fn write_new_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error: std::io::Error| not_new(path, &error))
}

fn not_new(path: &Path, error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::config(
            "already-there",
            format!("{} is there already and is not overwritten", path.display()),
            "Name another file, or move the old one away.",
        ),
        _ => cannot("write", path, error),
    }
}

/// Refuses a path that something is at already.
pub(crate) fn refuse_there(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(not_new(path, &std::io::ErrorKind::AlreadyExists.into())),
        Err(_) => Ok(()),
    }
}

/// A new file, empty and its owner's alone, made before something that cannot be done twice: that it can be
/// written is known by then. Dropped without [`Reserved::fill`], or when the command is stopped, it is removed.
#[derive(Debug)]
pub(crate) struct Reserved {
    file: File,
    path: PathBuf,
    unfinished: Unfinished,
}

impl Reserved {
    /// Makes the file, which must not be there yet.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|error| not_new(path, &error))?;
        Ok(Self { file, path: path.to_owned(), unfinished: Unfinished::new(path) })
    }

    /// Writes all that belongs into it, down to the disk.
    pub(crate) fn fill(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.map_err(|error| cannot("write", &self.path, &error))?;
        self.unfinished.finish();
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| cannot("write", &self.path, &error))
    }
}

/// Reads a secret; refuses a file that others can read.
pub(crate) fn read_secret(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| cannot("read", path, &error))?;
    let metadata = file.metadata().map_err(|error| cannot("read", path, &error))?;
    let mode = metadata.permissions().mode();
    if mode & 0o077 != 0 {
        let what = format!("The secret file {} can be read by others (mode {:03o})", path.display(), mode & 0o777);
        let todo = format!("Run `chmod 600 {}`, and think about who may have read it.", path.display());
        return Err(Failure::config("secret-readable", what, todo));
    }
    // What is no file by itself, such as a pipe, does not say how long it is.
    let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    let most = if metadata.is_file() { limit.min(length) } else { limit };
    let bytes = secret_from(file, most).map_err(|error| cannot("read", path, &error))?;
    bytes.ok_or_else(|| too_long(path, limit))
}

/// Reads a secret of at most `limit` bytes into room that is there from the beginning: a vector that grows
/// leaves copies behind that nobody wipes. `None` where there is more.
pub(crate) fn secret_from(mut from: impl Read, limit: usize) -> std::io::Result<Option<Zeroizing<Vec<u8>>>> {
    let mut bytes = Zeroizing::new(vec![0; limit.saturating_add(1)]);
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match from.read(room) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok((filled <= limit).then_some(bytes))
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path, readers: Readers) -> Result<(), Failure> {
    let mode = if readers == Readers::Owner { 0o700 } else { 0o755 };
    let made = std::fs::DirBuilder::new().recursive(true).mode(mode).create(path);
    made.map_err(|error| cannot("make the folder", path, &error))
}

fn cannot(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    let exit = match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory | std::io::ErrorKind::PermissionDenied => {
            Exit::Usage
        }
        _ => Exit::Internal,
    };
    let what = format!("Could not {verb} {}: {error}", path.display());
    Failure::new(exit, "file", what, "See whether the path is right and you may use it.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for bytes in [b"one".as_slice(), b"two"] {
            write(&path, bytes, Readers::Owner).unwrap();
            assert_eq!(read(&path, 3).unwrap(), bytes);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path, 2).unwrap_err().code, "file-too-long");
    }

    #[test]
    fn secrets_are_not_overwritten_and_not_read_when_others_can() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_new_secret(&path, b"secret").unwrap();
        assert_eq!(write_new_secret(&path, b"other").unwrap_err().code, "already-there");
        assert_eq!(read_secret(&path, 100).unwrap().as_slice(), b"secret");
        for mode in [0o640, 0o604, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read_secret(&path, 100).unwrap_err().exit, Exit::Config, "{mode:o}");
        }
    }

    #[test]
    fn a_secret_has_its_room_from_the_beginning() {
        let read = |bytes: &[u8], limit| secret_from(bytes, limit).unwrap();
        for length in [0, 1, 99, 100] {
            let bytes = read(&vec![7; length], 100).unwrap();
            assert_eq!((bytes.len(), bytes.capacity()), (length, 101), "it never grew");
        }
        assert!(read(&[7; 101], 100).is_none());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        write_new_secret(&path, &[7; 101]).unwrap();
        assert_eq!(read_secret(&path, 101).unwrap().len(), 101);
        assert_eq!(read_secret(&path, 100).unwrap_err().code, "file-too-long");
    }

    #[test]
    fn a_reserved_file_is_filled_or_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("act");
        drop(Reserved::new(&path).unwrap());
        assert!(!path.exists());
        let reserved = Reserved::new(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Reserved::new(&path).unwrap_err().code, "already-there");
        reserved.fill(b"the act").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"the act");
        assert_eq!(Reserved::new(&folder.path().join("no/such/act")).unwrap_err().code, "file");
    }

    #[test]
    fn a_missing_file_is_named() {
        let failure = read(Path::new("/nonexistent/roster.note"), 10).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.what.contains("/nonexistent/roster.note"));
    }
}
