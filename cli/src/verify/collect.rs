//! The files that are verified: those that are named, and every document, presentation and picture in a named folder,
//! archive or letter, and in archives and letters there. Nothing is read here but directories, files that hold other
//! files, and pictures: their codes alone show which of them belong together.

use super::archive::Archive;
use super::container::{Containers, Held, Kind};
use super::envelope::unwrapped;
use super::left_alone::LeftAlone;
use super::order;
use super::pictures::{self, Picture};
use super::room::{Coded, Codes, Guests, Room, too_many};
use super::trouble::{Shut, Trouble};
use crate::code::{self, IMAGE_BYTES_MAX};
use crate::disk;
use crate::failure::Failure;
use crate::output::Output;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_credential::presentation::PRESENTATION_BYTES_MAX;
use attestat_ledger::hash::sha256;
use attestat_words::language::either;
use attestat_words::plain::plain;
use indicatif::ProgressBar;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Most folders in one another that are searched.
const DEPTH_MAX: usize = 32;
/// Longest file that is no picture.
const FILE_BYTES_MAX: usize =
    if PRESENTATION_BYTES_MAX > DOCUMENT_BYTES_MAX { PRESENTATION_BYTES_MAX } else { DOCUMENT_BYTES_MAX };
/// Bytes at the beginning of a file that show whether it is a picture.
const BEGINNING_BYTES: u64 = 8;
/// Endings of files that are verified without being named.
const ENDINGS: [&str; 5] = ["attestat", "attestat-presentation", "png", "jpg", "jpeg"];
/// Endings of the names of pictures.
const PICTURES: [&str; 3] = ["png", "jpg", "jpeg"];

/// Source of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// A file.
    File(PathBuf),
    /// An entry of an archive, or a file that is attached to a letter.
    Entry { container: usize, entry: usize },
    /// Codes in pictures, read already: their hash, and their bytes or the reason for which they are nothing whole.
    Codes([u8; 32], Result<Vec<Vec<u8>>, Trouble>),
    /// Nothing can be read.
    Nothing(Trouble),
}

/// One file to verify.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Input {
    /// Name of the file in reports.
    name: String,
    source: Source,
}

/// Everything to verify, in the order in which it is reported.
#[derive(Default)]
pub(crate) struct Inputs {
    list: Vec<Input>,
    containers: Containers,
    /// Limits of a run, and the share that each archive and letter on the disk takes of them.
    room: Room,
    guests: Guests,
    /// Files that are neither documents nor pictures.
    left_alone: LeftAlone,
    /// True if a folder or an archive was named.
    is_searched: bool,
}

/// Content of a file.
pub(crate) enum Content {
    /// A file as it is.
    File(Vec<u8>),
    /// The bytes of the codes in one or more pictures.
    Codes(Vec<Vec<u8>>),
    /// Codes that are nothing whole.
    Nothing(Trouble),
}

/// A file that could be read.
pub(crate) struct Opened {
    /// SHA-256 of its bytes; of several pictures, of their hashes one after the other (docs/spec/receipt.md).
    pub(crate) hash: [u8; 32],
    /// Content of the file.
    pub(crate) content: Content,
}

impl Inputs {
    /// The files, in the order of the names; a folder's and an archive's own in the order of the alphabet. Pictures of one
    /// set of codes are one, in the place of the first.
    pub(crate) fn collect(given: &[PathBuf]) -> Result<Self, Failure> {
        Self::collect_within(given, Room::default())
    }

    pub(super) fn collect_within(given: &[PathBuf], room: Room) -> Result<Self, Failure> {
        let mut inputs = Self::found(given, room)?;
        inputs.join_pictures(&ProgressBar::hidden())?;
        Ok(inputs)
    }

    /// Collects the files as [`Inputs::collect`] does, and shows how far it has come.
    pub(super) fn collect_showing(given: &[PathBuf], out: &Output) -> Result<Self, Failure> {
        let mut inputs = Self::found(given, Room::default())?;
        let what = either(out.language(), "files looked at for codes", "файлов: поиск кодов");
        let bar = out.progress(inputs.len() as u64, what);
        inputs.join_pictures(&bar)?;
        bar.finish_and_clear();
        Ok(inputs)
    }

    fn found(given: &[PathBuf], room: Room) -> Result<Self, Failure> {
        let mut inputs = Self { room, ..Self::default() };
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
                inputs.unfold_file(path, Kind::Archive);
            } else if let Some(Kind::Mail) = Kind::of(&path.to_string_lossy()) {
                inputs.is_searched = true;
                inputs.unfold_file(path, Kind::Mail);
            } else {
                inputs.push(path.display().to_string(), Source::File(path.clone()));
            }
            inputs.make_room()?;
        }
        if inputs.list.is_empty() {
            let others = plain(&inputs.left_alone.names.join(", "));
            let others = if others.is_empty() { others } else { format!(", but {others}") };
            let what = format!("There is no .attestat file and no picture of a code in what was named{others}");
            return Err(Failure::usage("no-documents", what, "Name the files, or the folder that holds them."));
        }
        Ok(inputs)
    }

    /// Number of files.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The files of other kinds that were in the folders and archives.
    pub(crate) const fn left_alone(&self) -> &LeftAlone {
        &self.left_alone
    }

    /// True if a folder or an archive was named, so that a file may have come or gone.
    pub(crate) const fn are_searched(&self) -> bool {
        self.is_searched
    }

    /// Name of a file in reports.
    pub(crate) fn name(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |input| input.name.as_str())
    }

    /// Reads one, in memory and up to its limit.
    pub(crate) fn open(&self, at: usize) -> Result<Opened, Trouble> {
        let gone = || Trouble::Unreadable("it is not there".to_owned());
        match &self.list.get(at).ok_or_else(gone)?.source {
            Source::File(path) => opened(read(path, limit(path))?),
            Source::Entry { container, entry } => {
                opened(self.containers.read(*container, *entry, limit(Path::new(self.name(at))))?)
            }
            Source::Codes(hash, Ok(codes)) => Ok(Opened { hash: *hash, content: Content::Codes(codes.clone()) }),
            Source::Codes(hash, Err(trouble)) => Ok(Opened { hash: *hash, content: Content::Nothing(trouble.clone()) }),
            Source::Nothing(trouble) => Err(trouble.clone()),
        }
    }

    /// SHA-256 of one, whatever stands in it, as [`Opened`] has it; none where its bytes cannot be read.
    pub(crate) fn hash(&self, at: usize) -> Option<[u8; 32]> {
        match &self.list.get(at)?.source {
            Source::File(path) => read(path, limit(path)).ok().map(|bytes| sha256(&bytes)),
            Source::Entry { container, entry } => {
                let limit = limit(Path::new(self.name(at)));
                self.containers.read(*container, *entry, limit).ok().map(|bytes| sha256(&bytes))
            }
            Source::Codes(hash, _) => Some(*hash),
            Source::Nothing(_) => None,
        }
    }

    fn push(&mut self, name: String, source: Source) {
        self.list.push(Input { name, source });
    }

    /// Shuts archives and letters, that with most files first, until the rest has room.
    fn make_room(&mut self) -> Result<(), Failure> {
        while self.list.len() > self.room.files {
            let most = || too_many(&format!("There are more than {} files", self.room.files));
            let (places, name) = self.guests.shut_largest().ok_or_else(most)?;
            self.list.splice(places, [Input { name, source: Source::Nothing(Trouble::Shut(Shut::TooMuch)) }]);
        }
        Ok(())
    }

    /// Reads every picture, once, and puts those of one set of codes together.
    fn join_pictures(&mut self, bar: &ProgressBar) -> Result<(), Failure> {
        let mut codes = Codes::new(&self.guests, self.room.code_bytes);
        let take = |found: Option<Coded>| {
            bar.inc(1);
            codes.take(found)
        };
        order::in_order(self.list.len(), || (), |(), at| self.coded(at), take)?;
        let seen = codes.into_found();
        let (mut list, mut pictures) = (Vec::new(), Vec::new());
        for ((number, input), found) in std::mem::take(&mut self.list).into_iter().enumerate().zip(seen) {
            match found {
                None => list.push((number, input)),
                Some((hash, Err(trouble))) => {
                    list.push((number, Input { source: Source::Codes(hash, Err(trouble)), ..input }));
                }
                Some((hash, Ok(codes))) => pictures.push(Picture { number, name: input.name, hash, codes }),
            }
        }
        list.extend(pictures::join(&pictures).into_iter().map(|one| {
            let source = Source::Codes(one.hash, one.codes);
            (one.first, Input { name: one.name, source })
        }));
        list.sort_by_key(|(number, _)| *number);
        self.list = list.into_iter().map(|(_, input)| input).collect();
        Ok(())
    }

    /// The codes of a picture; none for a file that is no picture.
    fn coded(&self, at: usize) -> Option<Coded> {
        let Input { name, source } = self.list.get(at)?;
        let is_called_so = is_picture(Path::new(name));
        let bytes = match source {
            Source::File(path) if is_called_so || begins_as_picture(path) => read(path, IMAGE_BYTES_MAX).ok()?,
            Source::Entry { container, entry } if is_called_so => {
                self.containers.read(*container, *entry, IMAGE_BYTES_MAX).ok()?
            }
            _ => return None,
        };
        let codes = code::is_image(&bytes).then(|| code::read(&bytes))?;
        Some((sha256(&bytes), codes.map_err(Trouble::NoCode)))
    }

    /// Searches a folder. Symbolic links to folders are not followed: they can lead in circles.
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
            } else if is_folder || is_hidden(&path) || !path.is_file() {
                // What is no file, such as a pipe, may never end.
                self.left_alone.add(path.display().to_string());
            } else if let Some(kind) = Kind::of(&path.to_string_lossy()) {
                self.unfold_file(&path, kind);
            } else if is_wanted(&path) {
                self.push(path.display().to_string(), Source::File(path));
            } else {
                self.left_alone.add(path.display().to_string());
            }
            self.make_room()?;
        }
        Ok(())
    }

    fn unfold_file(&mut self, path: &Path, kind: Kind) {
        let (name, before) = (path.display().to_string(), self.list.len());
        let held = self.containers.add(path, kind);
        self.unfold(&name, held);
        self.guests.add(name, before..self.list.len());
    }

    /// Takes what is in a container, and what is in those inside; the names inside are shown and never opened.
    fn unfold(&mut self, name: &str, held: Result<Held, Trouble>) {
        let (container, entries) = match held {
            Ok((_, entries)) if entries.is_empty() => {
                self.left_alone.add(name.to_owned());
                return;
            }
            Ok(held) => held,
            Err(trouble) => return self.push(name.to_owned(), Source::Nothing(trouble)),
        };
        for (entry, inner) in entries {
            let (path, name) = (Path::new(&inner), format!("{name}/{inner}"));
            if is_hidden(path) {
                self.left_alone.add(name);
            } else if let Some(kind) = Kind::of(&inner) {
                let held = self.containers.add_inner(container, entry, kind);
                self.unfold(&name, held);
            } else if is_wanted(path) {
                self.push(name, Source::Entry { container, entry });
            } else {
                self.left_alone.add(name);
            }
        }
    }
}

/// True of a file that some system left behind: its name begins with a dot.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

/// Returns true for a file that is verified without being named.
fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Returns true for a picture, whatever its name is.
fn begins_as_picture(path: &Path) -> bool {
    let mut bytes = Vec::new();
    let mut read = || std::fs::File::open(path)?.take(BEGINNING_BYTES).read_to_end(&mut bytes);
    path.is_file() && read().is_ok() && code::is_image(&bytes)
}

/// Returns true if something is no file and may keep its reader waiting for ever. A thing that a shell puts in a file's
/// place, such as `<(…)`, has somebody who writes.
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
        _ => Trouble::Unreadable(failure.what.to_string()),
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
mod tests;
