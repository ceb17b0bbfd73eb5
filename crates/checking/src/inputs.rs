//! The files that are checked: those that are named, and every document, presentation and picture in a folder, archive or
//! letter, and in archives and letters there. Nothing is read here but files that hold other files, and pictures: their codes
//! alone show which of them belong together.

mod alphabet;
mod archive;
mod code_sets;
mod container;
mod crc;
mod envelope;
mod header;
mod left_alone;
mod limits;
mod mail;
mod zip_directory;

pub use left_alone::LeftAlone;
pub use limits::{Limits, PictureCodes, TooMany};

use crate::file::File;
use crate::obstacle::{Obstacle, Unopened};
use crate::pictures::Pictures;
use crate::runner::Runner;
use attestat_credential::document::DOCUMENT_BYTES_MAX;
use attestat_credential::presentation::PRESENTATION_BYTES_MAX;
use attestat_ledger::hash::sha256;
use attestat_ledger::sorting::SharedSort as _;
use attestat_words::text;
use code_sets::Picture;
use container::{ContainerKind, Containers, Held};
use envelope::unwrapped;
use limits::{Bundles, FoundCodes};
use std::path::Path;

/// Longest file that is no picture.
const FILE_BYTES_MAX: usize =
    if PRESENTATION_BYTES_MAX > DOCUMENT_BYTES_MAX { PRESENTATION_BYTES_MAX } else { DOCUMENT_BYTES_MAX };
/// Bytes at the beginning of a file that show whether it is a picture or an archive.
const BEGINNING_BYTES: usize = 8;
/// Endings of files that are checked without being named.
const ENDINGS: [&str; 5] = ["attestat", "attestat-presentation", "png", "jpg", "jpeg"];
/// Endings of the names of pictures.
const PICTURES: [&str; 3] = ["png", "jpg", "jpeg"];

/// Source of one file.
enum Source {
    /// A file by itself.
    File(Box<dyn File>),
    /// An entry of an archive, or a file that is attached to a letter.
    Entry { container: usize, entry: usize },
    /// Codes in pictures, read already: their hash, and their bytes or the reason for which they are nothing whole.
    Codes([u8; 32], Result<Vec<Vec<u8>>, Obstacle>),
    /// Nothing can be read.
    Nothing(Obstacle),
}

/// One file to check.
struct Input {
    /// Name of the file in reports.
    name: String,
    source: Source,
}

/// Everything to check, in the order in which it is reported.
pub struct Inputs {
    list: Vec<Input>,
    containers: Containers,
    pictures: Box<dyn Pictures>,
    /// Limits of a run, and the share that each archive and letter takes of them.
    limits: Limits,
    bundles: Bundles,
    /// Files that are neither documents nor pictures.
    left_alone: LeftAlone,
    /// True if a folder or an archive was named.
    is_searched: bool,
}

/// Content of a file.
pub enum Content {
    /// A file as it is.
    File(Vec<u8>),
    /// The bytes of the codes in one or more pictures.
    Codes(Vec<Vec<u8>>),
    /// Codes that are nothing whole.
    Nothing(Obstacle),
}

/// A file that could be read.
pub struct Opened {
    /// SHA-256 of its bytes; of several pictures, of their hashes one after the other (docs/spec/receipt.md).
    pub hash: [u8; 32],
    /// Content of the file.
    pub content: Content,
}

impl Inputs {
    /// No files yet.
    pub fn new(pictures: Box<dyn Pictures>, limits: Limits) -> Self {
        let (list, containers, bundles) = (Vec::new(), Containers::default(), Bundles::default());
        Self { list, containers, pictures, limits, bundles, left_alone: LeftAlone::default(), is_searched: false }
    }

    /// Adds a file that was named: whatever it is called, it is checked, and an archive or a letter is opened.
    ///
    /// # Errors
    ///
    /// More files than one run takes.
    pub fn add_named(&mut self, name: String, file: Box<dyn File>) -> Result<(), TooMany> {
        if archive::begins_as_one(&file.beginning(BEGINNING_BYTES)) {
            self.is_searched = true;
            self.unfold_file(name, file, ContainerKind::Archive);
        } else if let Some(ContainerKind::Mail) = ContainerKind::of(&name) {
            self.is_searched = true;
            self.unfold_file(name, file, ContainerKind::Mail);
        } else {
            self.push(name, Source::File(file));
        }
        self.make_room()
    }

    /// Adds a file that lies in a named folder, if its name is one of those that are checked there.
    ///
    /// # Errors
    ///
    /// More files than one run takes.
    pub fn add_found(&mut self, name: String, file: Box<dyn File>) -> Result<(), TooMany> {
        let path = Path::new(&name);
        if is_hidden(path) {
            self.left_alone.add(name);
        } else if let Some(kind) = ContainerKind::of(&name) {
            self.unfold_file(name, file, kind);
        } else if is_wanted(path) {
            self.push(name, Source::File(file));
        } else {
            self.left_alone.add(name);
        }
        self.make_room()
    }

    /// Notes something that lies in a named folder and is not looked at.
    pub fn leave_alone(&mut self, name: String) {
        self.left_alone.add(name);
    }

    /// Notes that a folder was named.
    pub const fn note_search(&mut self) {
        self.is_searched = true;
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns true if there is no file.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The files of other kinds that were in the folders and archives.
    pub const fn left_alone(&self) -> &LeftAlone {
        &self.left_alone
    }

    /// True if a folder or an archive was named, so that a file may have come or gone.
    pub const fn are_searched(&self) -> bool {
        self.is_searched
    }

    /// Name of a file in reports.
    pub fn name(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |input| input.name.as_str())
    }

    /// Reads one, in memory and up to its limit.
    ///
    /// # Errors
    ///
    /// The reason for which it cannot be read, or is no file that is checked.
    pub fn open(&self, at: usize) -> Result<Opened, Obstacle> {
        let gone = || Obstacle::Unreadable(text!("obstacle-unreadable.gone"));
        match &self.list.get(at).ok_or_else(gone)?.source {
            Source::File(file) => self.opened(file.read(self.limit(at))?),
            Source::Entry { container, entry } => {
                self.opened(self.containers.read(*container, *entry, self.limit(at))?)
            }
            Source::Codes(hash, Ok(codes)) => Ok(Opened { hash: *hash, content: Content::Codes(codes.clone()) }),
            Source::Codes(hash, Err(why)) => Ok(Opened { hash: *hash, content: Content::Nothing(why.clone()) }),
            Source::Nothing(why) => Err(why.clone()),
        }
    }

    /// SHA-256 of one, whatever stands in it, as [`Opened`] has it; none where its bytes cannot be read.
    pub fn hash(&self, at: usize) -> Option<[u8; 32]> {
        match &self.list.get(at)?.source {
            Source::File(file) => file.read(self.limit(at)).ok().map(|bytes| sha256(&bytes)),
            Source::Entry { container, entry } => {
                self.containers.read(*container, *entry, self.limit(at)).ok().map(|bytes| sha256(&bytes))
            }
            Source::Codes(hash, _) => Some(*hash),
            Source::Nothing(_) => None,
        }
    }

    /// Reads every picture, once, and puts those of one set of codes together: they are one, in the place of the first.
    ///
    /// # Errors
    ///
    /// More codes than one run takes.
    pub fn join_pictures(&mut self, runner: &impl Runner) -> Result<(), TooMany> {
        let mut codes = FoundCodes::new(&self.bundles, self.limits.code_bytes);
        let take = |found: Option<PictureCodes>| codes.take(found);
        runner.in_order(self.list.len(), || (), |(), at| self.picture_codes(at), take)?;
        let found = codes.into_found();
        self.put_together(found);
        Ok(())
    }

    /// Puts pictures together as [`Self::join_pictures`] does, by the codes that were read in each file before.
    ///
    /// # Errors
    ///
    /// More codes than one run takes.
    pub fn join_by(&mut self, found: impl IntoIterator<Item = Option<PictureCodes>>) -> Result<(), TooMany> {
        let mut codes = FoundCodes::new(&self.bundles, self.limits.code_bytes);
        found.into_iter().try_for_each(|found| codes.take(found))?;
        let found = codes.into_found();
        self.put_together(found);
        Ok(())
    }

    fn put_together(&mut self, seen: Vec<Option<limits::HeldCodes>>) {
        let (mut list, mut pictures) = (Vec::new(), Vec::new());
        for ((number, input), found) in std::mem::take(&mut self.list).into_iter().enumerate().zip(seen) {
            match found {
                None => list.push((number, input)),
                Some((hash, Err(why))) => list.push((number, Input { source: Source::Codes(hash, Err(why)), ..input })),
                Some((hash, Ok(codes))) => pictures.push(Picture { number, name: input.name, hash, codes }),
            }
        }
        list.extend(code_sets::join(&pictures).into_iter().map(|one| {
            let source = Source::Codes(one.hash, one.codes);
            (one.first, Input { name: one.name, source })
        }));
        list.put_in_order_by_key(|(number, _)| *number);
        self.list = list.into_iter().map(|(_, input)| input).collect();
    }

    fn push(&mut self, name: String, source: Source) {
        self.list.push(Input { name, source });
    }

    /// Shuts archives and letters, that with most files first, until the rest has room.
    fn make_room(&mut self) -> Result<(), TooMany> {
        while self.list.len() > self.limits.files {
            let (places, name) = self.bundles.shut_largest().ok_or(TooMany::Files(self.limits.files))?;
            let source = Source::Nothing(Obstacle::Unopened(Unopened::TooMuch));
            self.list.splice(places, [Input { name, source }]);
        }
        Ok(())
    }

    /// The codes of a picture; none for a file that is no picture.
    pub fn picture_codes(&self, at: usize) -> Option<PictureCodes> {
        let Input { name, source } = self.list.get(at)?;
        let is_called_so = is_picture(Path::new(name));
        let bytes = match source {
            Source::File(file) if is_called_so || self.pictures.is_picture(&file.beginning(BEGINNING_BYTES)) => {
                file.read(self.pictures.bytes_max()).ok()?
            }
            Source::Entry { container, entry } if is_called_so => {
                self.containers.read(*container, *entry, self.pictures.bytes_max()).ok()?
            }
            _ => return None,
        };
        let codes = self.pictures.is_picture(&bytes).then(|| self.pictures.codes(&bytes))?;
        Some((sha256(&bytes), codes))
    }

    fn unfold_file(&mut self, name: String, file: Box<dyn File>, kind: ContainerKind) {
        let before = self.list.len();
        let held = self.containers.add(file, kind);
        self.unfold(&name, held);
        self.bundles.add(name, before..self.list.len());
    }

    /// Takes what is in a container, and what is in those inside; the names inside are shown and never opened.
    fn unfold(&mut self, name: &str, held: Result<Held, Obstacle>) {
        let (container, entries) = match held {
            Ok((_, entries)) if entries.is_empty() => {
                self.left_alone.add(name.to_owned());
                return;
            }
            Ok(held) => held,
            Err(why) => return self.push(name.to_owned(), Source::Nothing(why)),
        };
        for (entry, inner) in entries {
            let (path, name) = (Path::new(&inner), format!("{name}/{inner}"));
            if is_hidden(path) {
                self.left_alone.add(name);
            } else if let Some(kind) = ContainerKind::of(&inner) {
                let held = self.containers.add_inner(container, entry, kind);
                self.unfold(&name, held);
            } else if is_wanted(path) {
                self.push(name, Source::Entry { container, entry });
            } else {
                self.left_alone.add(name);
            }
        }
    }

    fn limit(&self, at: usize) -> usize {
        if is_picture(Path::new(self.name(at))) { self.pictures.bytes_max() } else { FILE_BYTES_MAX }
    }

    fn opened(&self, bytes: Vec<u8>) -> Result<Opened, Obstacle> {
        let hash = sha256(&bytes);
        let content = if self.pictures.is_picture(&bytes) {
            Content::Codes(self.pictures.codes(&bytes).map_err(Obstacle::NoCode)?)
        } else {
            Content::File(unwrapped(bytes)?)
        };
        Ok(Opened { hash, content })
    }
}

/// True of a file that some system left behind: its name begins with a dot.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

/// Returns true for a file that is checked without being named.
fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn is_picture(path: &Path) -> bool {
    let is_one = |ending: &std::ffi::OsStr| PICTURES.iter().any(|picture| ending.eq_ignore_ascii_case(picture));
    path.extension().is_some_and(is_one)
}
