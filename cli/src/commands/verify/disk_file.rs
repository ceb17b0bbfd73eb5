//! Files on the disk, for the engine that checks them.

use crate::commands::code;
use crate::files::disk;
use attestat_checking::file::{File, Pages};
use attestat_checking::obstacle::Obstacle;
use attestat_checking::pictures::{PictureFault, Pictures};
use attestat_terminal::system::system;
use std::io::Read as _;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The marks that tell a file from one that took its place: device, number, length and times.
type Stamp = (u64, u64, u64, i64, i64, i64);

/// A file on the disk.
pub(super) struct DiskFile {
    path: PathBuf,
    /// The marks of the file that is held.
    held: OnceLock<Stamp>,
}

impl DiskFile {
    /// The file with this path, which is read when its bytes are needed.
    pub(super) fn at(path: &Path) -> Box<Self> {
        Box::new(Self { path: path.to_owned(), held: OnceLock::new() })
    }

    /// Refuses a file that took the place of the one that is held.
    fn check(&self) -> Result<(), Obstacle> {
        match self.held.get() {
            Some(held) if stamp(&self.path)? != *held => Err(Obstacle::Changed),
            _ => Ok(()),
        }
    }
}

impl File for DiskFile {
    fn read(&self, limit: usize) -> Result<Vec<u8>, Obstacle> {
        self.check()?;
        disk::read(&self.path, limit).map_err(|failure| match failure.code.as_str() {
            "file-too-long" => Obstacle::TooLong { limit },
            _ => Obstacle::Unreadable(failure.what),
        })
    }

    fn beginning(&self, bytes: usize) -> Vec<u8> {
        let mut beginning = Vec::new();
        if self.path.is_file()
            && let Ok(file) = std::fs::File::open(&self.path)
        {
            _ = file.take(bytes as u64).read_to_end(&mut beginning);
        }
        beginning
    }

    fn open(&self) -> Result<Arc<dyn Pages>, Obstacle> {
        self.check()?;
        let file = std::fs::File::open(&self.path).and_then(|file| Ok(DiskPages(file.metadata()?.len(), file)));
        Ok(Arc::new(file.map_err(|error| Obstacle::Unreadable(system(&error)))?))
    }

    fn hold(&self) -> Result<(), Obstacle> {
        let stamp = stamp(&self.path)?;
        self.held.get_or_init(|| stamp);
        Ok(())
    }
}

/// An open file, with its length.
struct DiskPages(u64, std::fs::File);

impl Pages for DiskPages {
    fn length(&self) -> u64 {
        self.0
    }

    fn read_at(&self, buffer: &mut [u8], at: u64) -> std::io::Result<usize> {
        self.1.read_at(buffer, at)
    }
}

fn stamp(path: &Path) -> Result<Stamp, Obstacle> {
    let of = std::fs::metadata(path).map_err(|error| Obstacle::Unreadable(system(&error)))?;
    Ok((of.dev(), of.ino(), of.size(), of.mtime(), of.mtime_nsec(), of.ctime_nsec()))
}

/// The reader of codes.
pub(super) struct CodeReader;

impl Pictures for CodeReader {
    fn bytes_max(&self) -> usize {
        code::IMAGE_BYTES_MAX
    }

    fn is_picture(&self, bytes: &[u8]) -> bool {
        code::is_image(bytes)
    }

    fn codes(&self, picture: &[u8]) -> Result<Vec<Vec<u8>>, PictureFault> {
        code::read(picture).map_err(|error| match error {
            code::CodeError::TooLarge { .. } => PictureFault::TooLarge,
            code::CodeError::NoCode => PictureFault::NoCode,
            code::CodeError::Picture(_) | code::CodeError::TooLong(_) | code::CodeError::Draw(_) => {
                PictureFault::Damaged
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_on_the_disk_is_read_at_places_and_refused_once_another_took_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        std::fs::write(&path, b"0123456789").unwrap();
        let file = DiskFile::at(&path);
        file.hold().unwrap();
        let (pages, mut buffer) = (file.open().unwrap(), [0; 4]);
        assert_eq!((pages.length(), pages.read_at(&mut buffer, 3).unwrap(), &buffer), (10, 4, b"3456"));
        assert_eq!((pages.read_at(&mut buffer, 8).unwrap(), pages.read_at(&mut buffer, 10).unwrap()), (2, 0));
        assert_eq!((file.beginning(3), file.read(10).unwrap().len()), (b"012".to_vec(), 10));
        assert_eq!(file.read(9).unwrap_err(), Obstacle::TooLong { limit: 9 });
        std::fs::write(&path, b"another file").unwrap();
        assert_eq!(file.read(100).unwrap_err(), Obstacle::Changed);
        assert_eq!(file.open().err().unwrap(), Obstacle::Changed);
    }
}
