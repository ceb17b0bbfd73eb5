//! Files: read up to a limit, written whole or not at all, secrets kept from other people's eyes.

use crate::exit::Exit;
use crate::failure::Failure;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
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
    if bytes.len() > limit {
        let what = format!("{} is longer than the {limit} bytes that such a file can have", path.display());
        return Err(Failure::usage("file-too-long", what, "See whether it is the right file."));
    }
    Ok(bytes)
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
    write().map_err(|error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::config(
            "already-there",
            format!("{} is there already and is not overwritten", path.display()),
            "Choose another folder, or move the old file away.",
        ),
        _ => cannot("write", path, &error),
    })
}

/// Reads a secret; refuses a file that others can read.
pub(crate) fn read_secret(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| cannot("read", path, &error))?;
    let mode = file.metadata().map_err(|error| cannot("read", path, &error))?.permissions().mode();
    if mode & 0o077 != 0 {
        let what = format!("The secret file {} can be read by others (mode {:03o})", path.display(), mode & 0o777);
        let todo = format!("Run `chmod 600 {}`, and think about who may have read it.", path.display());
        return Err(Failure::config("secret-readable", what, todo));
    }
    read_open(file, path, limit).map(Zeroizing::new)
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
    fn a_missing_file_is_named() {
        let failure = read(Path::new("/nonexistent/roster.note"), 10).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.what.contains("/nonexistent/roster.note"));
    }
}
