//! What is verified: the files that are named, and every document, presentation and picture in a named folder or
//! archive. Nothing is read here but directories, and the pictures that are named.

use super::archive::Archive;
use super::envelope::unwrapped;
use super::trouble::Trouble;
use crate::code::{self, IMAGE_BYTES_MAX};
use crate::disk;
use crate::failure::Failure;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_credential::presentation::PRESENTATION_BYTES_MAX;
use attestat_ledger::hash::sha256;
use std::path::{Path, PathBuf};

/// Most files in one run.
const FILES_MAX: usize = 1_000_000;
/// How many folders deep is searched.
const DEPTH_MAX: usize = 32;
/// Longest file that is no picture.
const FILE_BYTES_MAX: usize =
    if PRESENTATION_BYTES_MAX > DOCUMENT_BYTES_MAX { PRESENTATION_BYTES_MAX } else { DOCUMENT_BYTES_MAX };
/// Most files of other kinds that are named.
const NAMED_MAX: usize = 10;
/// Most pictures that are named together.
const PICTURES_MAX: usize = 64;
/// What files are called that are verified without being named.
const ENDINGS: [&str; 5] = ["attestat", "attestat-presentation", "png", "jpg", "jpeg"];
/// How the names of pictures end.
const PICTURES: [&str; 3] = ["png", "jpg", "jpeg"];

/// Where one file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// A file.
    File(PathBuf),
    /// An entry of the archive with this number.
    Entry { archive: usize, entry: usize },
    /// Pictures that were named together: a presentation may be spread over several.
    Pictures(Vec<PathBuf>),
}

/// One file to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Input {
    /// What it is called in reports.
    name: String,
    source: Source,
}

/// Everything to verify, in the order in which it is reported.
#[derive(Default)]
pub(crate) struct Inputs {
    list: Vec<Input>,
    archives: Vec<Archive>,
    /// Files that are neither documents nor pictures.
    left_alone: LeftAlone,
    /// Whether a folder or an archive is among what was named.
    is_searched: bool,
}

/// Files that were found and not verified.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LeftAlone {
    /// How many.
    pub(crate) count: u64,
    /// The names of the first of them.
    pub(crate) names: Vec<String>,
}

impl LeftAlone {
    fn add(&mut self, name: String) {
        self.count += 1;
        if self.names.len() < NAMED_MAX {
            self.names.push(name);
        }
    }
}

/// What a file holds.
pub(crate) enum Content {
    /// A file as it is.
    File(Vec<u8>),
    /// What the codes in one or more pictures say.
    Codes(Vec<Vec<u8>>),
}

/// A file that could be read.
pub(crate) struct Opened {
    /// SHA-256 of its bytes; of several pictures, of their hashes one after the other (docs/spec/receipt.md).
    pub(crate) hash: [u8; 32],
    /// What it holds.
    pub(crate) content: Content,
}

impl Inputs {
    /// The files, in the order of the names; a folder's and an archive's own in the order of the alphabet.
    pub(crate) fn collect(given: &[PathBuf]) -> Result<Self, Failure> {
        let mut inputs = Self::default();
        let mut pictures = Vec::new();
        for path in given {
            if path.is_dir() {
                inputs.is_searched = true;
                inputs.search(path, 0)?;
            } else if !path.exists() {
                let what = format!("There is no {}", path.display());
                return Err(Failure::usage("no-such-file", what, "Correct the path and run the command again."));
            } else if is_endless(path) {
                let what = format!("{} is a pipe or a device", path.display());
                return Err(Failure::usage("no-file", what, "Save what comes from it as a file and verify that."));
            } else if Archive::is_one(path) {
                inputs.is_searched = true;
                inputs.unfold(path, Archive::open(path)?)?;
            } else if is_picture(path) {
                pictures.push(path.clone());
            } else {
                inputs.push(path.display().to_string(), Source::File(path.clone()))?;
            }
        }
        inputs.put_pictures(pictures)?;
        if inputs.list.is_empty() {
            let what = "There is no .attestat file and no picture of a code in what was named";
            return Err(Failure::usage("no-documents", what, "Name the files, or the folder that holds them."));
        }
        Ok(inputs)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The files of other kinds that were in the folders and archives.
    pub(crate) const fn left_alone(&self) -> &LeftAlone {
        &self.left_alone
    }

    /// Whether a folder or an archive is among what was named, so that a file may have come or gone.
    pub(crate) const fn are_searched(&self) -> bool {
        self.is_searched
    }

    /// What a file is called in reports.
    pub(crate) fn name(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |input| input.name.as_str())
    }

    /// Reads one, in memory and up to its limit.
    pub(crate) fn open(&self, at: usize) -> Result<Opened, Trouble> {
        let gone = || Trouble::Unreadable("it is not there".to_owned());
        match &self.list.get(at).ok_or_else(gone)?.source {
            Source::File(path) => opened(read(path, limit(path))?),
            Source::Entry { archive, entry } => {
                let limit = limit(Path::new(self.name(at)));
                opened(self.archives.get(*archive).ok_or_else(gone)?.read(*entry, limit)?)
            }
            Source::Pictures(paths) => {
                let (mut all, mut codes) = (Vec::new(), Vec::new());
                for path in paths {
                    let bytes = read(path, IMAGE_BYTES_MAX)?;
                    codes.extend(code::read(&bytes).map_err(Trouble::NoCode)?);
                    all.extend(sha256(&bytes));
                }
                Ok(Opened { hash: sha256(&all), content: Content::Codes(codes) })
            }
        }
    }

    /// SHA-256 of one, whatever stands in it, as [`Opened`] has it; none where its bytes cannot be read.
    pub(crate) fn hash(&self, at: usize) -> Option<[u8; 32]> {
        match &self.list.get(at)?.source {
            Source::File(path) => read(path, limit(path)).ok().map(|bytes| sha256(&bytes)),
            Source::Entry { archive, entry } => {
                let limit = limit(Path::new(self.name(at)));
                self.archives.get(*archive)?.read(*entry, limit).ok().map(|bytes| sha256(&bytes))
            }
            Source::Pictures(paths) => {
                let hash = |path: &PathBuf| read(path, IMAGE_BYTES_MAX).ok().map(|bytes| sha256(&bytes));
                Some(sha256(&paths.iter().map(hash).collect::<Option<Vec<_>>>()?.concat()))
            }
        }
    }

    fn push(&mut self, name: String, source: Source) -> Result<(), Failure> {
        if self.list.len() == FILES_MAX {
            let what = format!("There are more than {FILES_MAX} files");
            return Err(Failure::usage("too-many", what, "Verify them folder by folder."));
        }
        self.list.push(Input { name, source });
        Ok(())
    }

    /// Pictures that are named together are read together: each may hold a part of one presentation.
    fn put_pictures(&mut self, pictures: Vec<PathBuf>) -> Result<(), Failure> {
        if pictures.len() > PICTURES_MAX {
            let what = format!("More than {PICTURES_MAX} pictures are named");
            return Err(Failure::usage("too-many", what, "Put them into a folder and name the folder."));
        }
        match pictures.as_slice() {
            [] => Ok(()),
            [one] => self.push(one.display().to_string(), Source::File(one.clone())),
            _ => {
                let names: Vec<String> = pictures.iter().map(|path| path.display().to_string()).collect();
                self.push(names.join(" + "), Source::Pictures(pictures))
            }
        }
    }

    /// Symbolic links to folders are not followed: they can lead in circles.
    fn search(&mut self, folder: &Path, depth: usize) -> Result<(), Failure> {
        let cannot = |error: std::io::Error| {
            let what = format!("Could not read the folder {}: {error}", folder.display());
            Failure::usage("folder", what, "See whether you may read it.")
        };
        let mut entries: Vec<std::fs::DirEntry> =
            std::fs::read_dir(folder).and_then(Iterator::collect).map_err(cannot)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && depth < DEPTH_MAX {
                self.search(&path, depth + 1)?;
            } else if let Some(archive) = Some(&path).filter(|_| !is_folder).and_then(|path| archive_at(path)) {
                self.unfold(&path, archive)?;
            } else if is_folder || !is_wanted(&path) || !path.is_file() {
                // What is no file, such as a pipe, may never end.
                self.left_alone.add(path.display().to_string());
            } else {
                self.push(path.display().to_string(), Source::File(path))?;
            }
        }
        Ok(())
    }

    fn unfold(&mut self, path: &Path, archive: Archive) -> Result<(), Failure> {
        let number = self.archives.len();
        for (entry, name) in archive.entries()? {
            if is_wanted(Path::new(&name)) {
                self.push(format!("{}: {name}", path.display()), Source::Entry { archive: number, entry })?;
            } else {
                self.left_alone.add(format!("{}: {name}", path.display()));
            }
        }
        self.archives.push(archive);
        Ok(())
    }
}

/// Whether a file is verified without being named. What begins with a dot was left behind by some system.
fn is_wanted(path: &Path) -> bool {
    let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    !is_hidden && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// The archive in a folder that is searched; one that cannot be read is left alone, and named.
fn archive_at(path: &Path) -> Option<Archive> {
    let is_called_so = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    Archive::open(path).ok().filter(|_| is_called_so && path.is_file())
}

/// Whether something is no file and may keep its reader waiting for ever. What a shell puts in a file's place, such as
/// `<(…)`, has somebody who writes.
fn is_endless(path: &Path) -> bool {
    !path.is_file() && !path.starts_with("/dev/fd") && !path.starts_with("/proc") && path != Path::new("/dev/stdin")
}

fn is_picture(path: &Path) -> bool {
    let is_one = |ending: &std::ffi::OsStr| PICTURES.iter().any(|picture| ending.eq_ignore_ascii_case(picture));
    path.extension().is_some_and(is_one)
}

fn limit(path: &Path) -> usize {
    if is_picture(path) { IMAGE_BYTES_MAX } else { FILE_BYTES_MAX }
}

fn read(path: &Path, limit: usize) -> Result<Vec<u8>, Trouble> {
    disk::read(path, limit).map_err(|failure| match failure.code.as_str() {
        "file-too-long" => Trouble::TooLong { limit },
        _ => Trouble::Unreadable(failure.what),
    })
}

fn opened(bytes: Vec<u8>) -> Result<Opened, Trouble> {
    let hash = sha256(&bytes);
    let content = if code::is_image(&bytes) {
        Content::Codes(code::read(&bytes).map_err(Trouble::NoCode)?)
    } else {
        Content::File(unwrapped(bytes)?)
    };
    Ok(Opened { hash, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    fn names(inputs: &Inputs) -> Vec<PathBuf> {
        (0..inputs.len()).map(|at| PathBuf::from(inputs.name(at))).collect()
    }

    #[test]
    fn folders_are_searched_and_named_files_taken_whatever_they_are_called() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("b/c")).unwrap();
        for name in [
            "z.attestat",
            "b/a.attestat",
            "b/c/a.PNG",
            "b/photo.jpg",
            "b/readme.txt",
            "b/.hidden.attestat",
            "renamed.json",
        ] {
            std::fs::write(path(name), "").unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), path("b/circle")).unwrap();
        let found = Inputs::collect(&[path("renamed.json"), folder.path().to_owned()]).unwrap();
        assert_eq!(names(&found), ["renamed.json", "b/a.attestat", "b/c/a.PNG", "b/photo.jpg", "z.attestat"].map(path));
        assert_eq!((found.left_alone().count, found.left_alone().names.len()), (4, 4));
        let code = |given: &[PathBuf]| Inputs::collect(given).err().unwrap().code;
        assert_eq!(code(&[path("none")]), "no-such-file");
        std::fs::create_dir(path("empty")).unwrap();
        assert_eq!(code(&[path("empty")]), "no-documents");
    }

    #[test]
    fn pictures_named_together_are_one_and_a_picture_alone_is_read_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for (name, bytes) in [("1.png", b"the first".as_slice()), ("2.png", b"the second")] {
            std::fs::write(path(name), Code::of(bytes).unwrap().png().unwrap()).unwrap();
        }
        let codes = |given: &[PathBuf], at| match Inputs::collect(given).unwrap().open(at).unwrap().content {
            Content::Codes(codes) => codes,
            Content::File(_) => panic!("a picture is no file"),
        };
        assert_eq!(codes(&[path("2.png"), path("1.png")], 0), [b"the second".to_vec(), b"the first".to_vec()]);
        assert_eq!(codes(&[folder.path().to_owned()], 1), [b"the second".to_vec()]);
        std::fs::write(path("blank.png"), b"\x89PNG\r\n\x1a\n and no more").unwrap();
        let blank = Inputs::collect(&[path("blank.png")]).unwrap().open(0).err().unwrap();
        assert!(matches!(blank, Trouble::NoCode(_)));
    }
}
