//! Files: read up to a limit, written whole or not at all, secrets kept from other people's eyes.

use crate::machine::stopped::Unfinished;
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use attestat_terminal::system::system;
use attestat_words::text;
use std::collections::BTreeSet;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{BufWriter, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

/// Random letters and digits in the name of a file under way: 62^16 are more than anybody can make links for.
const DRAFT_NAME_LETTERS: usize = 16;

/// Readers of a written file.
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
    let file = File::open(path).map_err(|error| cannot(Act::Read, path, &error))?;
    read_open(file, path, limit)
}

/// Reads a file that may be absent.
pub(crate) fn read_if_there(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, Failure> {
    match File::open(path) {
        Ok(file) => read_open(file, path, limit).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(Act::Read, path, &error)),
    }
}

fn read_open(file: File, path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| cannot(Act::Read, path, &error))?;
    if bytes.len() > limit { Err(too_long(path, limit)) } else { Ok(bytes) }
}

fn too_long(path: &Path, limit: usize) -> Failure {
    let what = text!("file-too-long", path = path, limit = limit);
    Failure::usage("file-too-long", what, text!("file-too-long.next"))
}

/// Reads a text of at most `limit` bytes.
pub(crate) fn read_text(path: &Path, limit: usize) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|_| {
        let what = text!("file-not-text", path = path);
        Failure::usage("not-text", what, text!("file-not-text.next"))
    })
}

/// Writes a file whole or not at all: beside it, synced, then renamed over it.
pub(crate) fn write(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let mut draft = Draft::begin(path, readers)?;
    draft.put(bytes)?;
    draft.replace()
}

/// Writes a file that must not be there yet, whole or not at all.
pub(crate) fn write_new(path: &Path, bytes: &[u8], readers: Readers) -> Result<(), Failure> {
    let mut draft = Draft::begin(path, readers)?;
    draft.put(bytes)?;
    draft.place()
}

/// A file under way, beside the place that it is for and under a name that nobody can foresee: in a folder that others
/// may write, a link of theirs cannot take its place. It is removed if it is dropped before it is in its place, or if
/// the command is stopped.
pub(crate) struct Draft {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
    unfinished: Unfinished,
}

impl Draft {
    /// Begins a file for a place. A file that stands there stays until the end.
    pub(crate) fn begin(path: &Path, readers: Readers) -> Result<Self, Failure> {
        let mode = std::fs::Permissions::from_mode(readers.mode());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".attestat-").suffix(".tmp").rand_bytes(DRAFT_NAME_LETTERS).permissions(mode.clone());
        let named = |file: NamedTempFile| (file.path().to_owned(), file);
        let made = Unfinished::make(|| builder.tempfile_in(folder_of(path)).map(named));
        let (file, unfinished) = made.map_err(|error| cannot(Act::Write, path, &error))?;
        // Past the caller's umask: what is public is for everyone.
        file.as_file().set_permissions(mode).map_err(|error| cannot(Act::Write, path, &error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file), unfinished })
    }

    /// Adds to the file.
    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file.write_all(bytes).map_err(|error| cannot(Act::Write, &self.path, &error))
    }

    /// Puts the whole file in its place, over a file that stands there.
    pub(crate) fn replace(self) -> Result<(), Failure> {
        self.end(|file, path| file.persist(path).map_err(|error| cannot(Act::Write, path, &error.error)))
    }

    /// Puts the whole file in its place, which must be free.
    pub(crate) fn place(self) -> Result<(), Failure> {
        self.end(|file, path| file.persist_noclobber(path).map_err(|error| not_new(path, &error.error)))
    }

    fn end(self, persist: impl FnOnce(NamedTempFile, &Path) -> Result<File, Failure>) -> Result<(), Failure> {
        let Self { path, file, unfinished } = self;
        let cannot = |error: &std::io::Error| cannot(Act::Write, &path, error);
        let file = file.into_inner().map_err(|error| cannot(error.error()))?;
        file.as_file().sync_all().map_err(|error| cannot(&error))?;
        persist(file, &path)?;
        unfinished.finish();
        File::open(folder_of(&path)).and_then(|folder| folder.sync_all()).map_err(|error| cannot(&error))
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a secret to a file that must not exist yet, readable by its owner only.
pub(crate) fn write_new_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    Reserved::new(path)?.fill(bytes)
}

fn not_new(path: &Path, error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            let what = text!("file-already-there", path = path);
            Failure::usage("already-there", what, text!("file-already-there.next"))
        }
        _ => cannot(Act::Write, path, error),
    }
}

/// Refuses a path that something is at already.
pub(crate) fn refuse_there(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(is_there(path)),
        Err(_) => Ok(()),
    }
}

/// Refusal of a path that something is at already.
pub(crate) fn is_there(path: &Path) -> Failure {
    not_new(path, &std::io::ErrorKind::AlreadyExists.into())
}

/// Refuses results of which two would be one file.
pub(crate) fn refuse_twice(paths: &[&Path]) -> Result<(), Failure> {
    let mut places = BTreeSet::new();
    for path in paths {
        let folder = folder_of(path).canonicalize().unwrap_or_else(|_| folder_of(path).to_owned());
        if !places.insert(folder.join(path.file_name().unwrap_or_default())) {
            let what = text!("file-same-place", path = *path);
            return Err(Failure::usage("same-place", what, text!("file-same-place.next")));
        }
    }
    Ok(())
}

/// A new file, empty and its owner's alone, made before something that cannot be done twice: that it can be
/// written is known by then. Dropped before it is finished, or when the command is stopped, it is removed.
#[derive(Debug)]
pub(crate) struct Reserved {
    file: File,
    path: PathBuf,
    unfinished: Unfinished,
}

impl Reserved {
    /// Makes the file, which must not be there yet.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let make = || OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let made = Unfinished::make(|| Ok((path.to_owned(), make()?)));
        let (file, unfinished) = made.map_err(|error| not_new(path, &error))?;
        Ok(Self { file, path: path.to_owned(), unfinished })
    }

    /// Writes the whole content, down to the disk, and finishes the file.
    pub(crate) fn fill(mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write(bytes)?;
        self.finish()
    }

    /// Adds to it, down to the disk.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.map_err(|error| cannot(Act::Write, &self.path, &error))
    }

    /// Finishes the file, which stays from now on.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.unfinished.finish();
        File::open(folder_of(&self.path))
            .and_then(|folder| folder.sync_all())
            .map_err(|error| cannot(Act::Write, &self.path, &error))
    }
}

/// Reads a secret; refuses a file that others can read.
pub(crate) fn read_secret(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| cannot(Act::Read, path, &error))?;
    let metadata = file.metadata().map_err(|error| cannot(Act::Read, path, &error))?;
    let mode = metadata.permissions().mode();
    if mode & 0o077 != 0 {
        let what = text!("file-secret-readable", path = path, mode = format!("{:03o}", mode & 0o777));
        return Err(Failure::usage("secret-readable", what, text!("file-secret-readable.next", path = path)));
    }
    wiped(file, &metadata, path, limit)
}

/// Reads a secret that others may have put there: a letter, or a picture of one.
pub(crate) fn read_wiped(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| cannot(Act::Read, path, &error))?;
    let metadata = file.metadata().map_err(|error| cannot(Act::Read, path, &error))?;
    wiped(file, &metadata, path, limit)
}

fn wiped(file: File, metadata: &Metadata, path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // What is no file by itself, such as a pipe, does not say how long it is.
    let length = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    let most = if metadata.is_file() { limit.min(length) } else { limit };
    let bytes = secret_from(file, most).map_err(|error| cannot(Act::Read, path, &error))?;
    bytes.ok_or_else(|| too_long(path, limit))
}

/// Reads a secret of at most `limit` bytes into room that is there from the beginning: a vector that grows leaves
/// copies behind that nobody wipes. Returns `None` if there is more.
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
    made.map_err(|error| cannot(Act::MakeFolder, path, &error))
}

/// An operation on a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Read,
    Write,
    MakeFolder,
}

/// Failure of an operation on a path: a path that cannot be used is the command line's fault, and a failure that the
/// path is not to blame for is the system's.
fn cannot(act: Act, path: &Path, error: &std::io::Error) -> Failure {
    use std::io::ErrorKind::{
        AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound, PermissionDenied,
        QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    let exit = match error.kind() {
        NotFound | AlreadyExists | IsADirectory | NotADirectory => Exit::Usage,
        PermissionDenied | ReadOnlyFilesystem | InvalidFilename | InvalidInput => Exit::Usage,
        _ => Exit::Internal,
    };
    let why = system(error);
    let what = match act {
        Act::Read => text!("file-read", path = path, why = why),
        Act::Write => text!("file-write", path = path, why = why),
        Act::MakeFolder => text!("file-make-folder", path = path, why = why),
    };
    let todo = match error.kind() {
        StorageFull | QuotaExceeded => text!("file-room-next"),
        ReadOnlyFilesystem => text!("file-read-only-next"),
        _ => text!("file-next"),
    };
    Failure::new(exit, "file", what, todo)
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
    fn a_new_file_takes_no_place_that_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        write_new(&path, b"one", Readers::Everyone).unwrap();
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
        for taken in [&path, &link] {
            let failure = write_new(taken, b"two", Readers::Everyone).unwrap_err();
            assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, "already-there"), "{failure:?}");
        }
        assert_eq!(
            (read(&path, 3).unwrap(), path.metadata().unwrap().permissions().mode() & 0o777),
            (b"one".to_vec(), 0o644)
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_under_way_has_a_name_that_nobody_can_foresee() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("document.attestat");
        let name = |_: &Draft| {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.map(|name| name.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        let one = Draft::begin(&path, Readers::Owner).unwrap();
        let first = name(&one);
        assert_eq!(first.len(), 1);
        drop(one);
        let two = Draft::begin(&path, Readers::Owner).unwrap();
        assert_ne!(name(&two), first);
        assert!(!first[0].contains(&std::process::id().to_string()) && !first[0].contains("document"));
        drop(two);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
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
            assert_eq!(read_secret(&path, 100).unwrap_err().exit, Exit::Usage, "{mode:o}");
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
    fn a_path_that_cannot_be_used_is_the_command_lines_fault() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        write_new(&file, b"", Readers::Everyone).unwrap();
        let long = folder.path().join("x".repeat(300));
        let places = [file.join("below"), long, folder.path().to_owned(), folder.path().join("no/such"), file.clone()];
        for failure in places.iter().map(|path| Reserved::new(path).unwrap_err()) {
            assert_eq!(failure.exit, Exit::Usage, "{failure}");
        }
        for taken in [&file, &file.join("below")] {
            assert_eq!(make_folder(taken, Readers::Owner).unwrap_err().exit, Exit::Usage);
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let failure = read(Path::new("/nonexistent/roster.note"), 10).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.what.to_string().contains("/nonexistent/roster.note"));
    }
}
