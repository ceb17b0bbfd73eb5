//! Folders of document files. A document lies under a name of its type, id and standing; what else lies under such a name
//! is left alone: ids are given by each registry for itself, so two documents may share one.

use crate::commands::registrar::type_word;
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile};
use attestat_words::text;
use attestat_words::text::Text;
use std::path::{Path, PathBuf};

/// Words for how a document stands that end the name of its file; the first is of one in force.
const MARKS: [&str; 3] = ["", "-revoked", "-suspended"];
/// Documents of different registries that can lie in one folder under the same type and id; each name costs a look at the
/// disk for every document that is written.
const NAMESAKES_MAX: u32 = 8;

/// A folder that documents are written to, and what lay in it under their names.
#[derive(Debug)]
pub(crate) struct DocumentFiles {
    /// The folder.
    pub(crate) folder: PathBuf,
    /// Earlier files of the same documents under names of another standing, which are gone.
    pub(crate) replaced: Vec<PathBuf>,
    /// Files under these names that hold something else, or could not be removed.
    pub(crate) left: Vec<PathBuf>,
}

impl DocumentFiles {
    /// Begins with nothing written.
    pub(crate) fn within(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), replaced: Vec::new(), left: Vec::new() }
    }

    /// Writes a document, readable by its owner only, under a name of its type, id and standing, never the pupil's. An
    /// earlier file of the same document is replaced, also where it was named for another standing; a file of another
    /// document stays, and this one gets a number behind its name.
    pub(crate) fn write(&mut self, slot: u32, document: &[u8], status: u32) -> Result<PathBuf, Failure> {
        let (stem, mark) = name_of(slot, document, status);
        let names = self.names(&stem, &mark);
        let is_free = |path: &&PathBuf| path.symlink_metadata().is_err() || is_same(path, document);
        let Some(path) = names.iter().find(is_free).cloned() else {
            return Err(disk::is_there(&self.folder.join(format!("{stem}{mark}.attestat"))));
        };
        disk::write(&path, document, Readers::Owner)?;
        self.leave(names.into_iter().take_while(|name| *name != path).collect());
        let others: Vec<_> =
            MARKS.iter().filter(|other| **other != mark).flat_map(|other| self.names(&stem, other)).collect();
        for other in others {
            if other.symlink_metadata().is_err() {
                continue;
            }
            match is_same(&other, document) && std::fs::remove_file(&other).is_ok() {
                true => self.replaced.push(other),
                false => self.leave(vec![other]),
            }
        }
        Ok(path)
    }

    /// Names for a document of this standing, in the order in which they are taken.
    fn names(&self, stem: &str, mark: &str) -> Vec<PathBuf> {
        let numbered = (2..=NAMESAKES_MAX).map(|number| format!("{stem}{mark}-{number}.attestat"));
        core::iter::once(format!("{stem}{mark}.attestat")).chain(numbered).map(|name| self.folder.join(name)).collect()
    }

    fn leave(&mut self, paths: Vec<PathBuf>) {
        let fresh: Vec<_> = paths.into_iter().filter(|path| !self.left.contains(path)).collect();
        self.left.extend(fresh);
    }

    /// Sentences on the files that lay there; none where there were none.
    pub(crate) fn words(&self) -> Option<Text> {
        let listed =
            |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        let replaced = || text!("document-files-replaced", files = listed(&self.replaced));
        let left = || text!("document-files-left", files = listed(&self.left));
        let said = (!self.replaced.is_empty()).then(replaced).into_iter().chain((!self.left.is_empty()).then(left));
        let said = Text::listed(said, "\n");
        (!said.is_empty()).then_some(said)
    }
}

/// Name of a document's file, from its type and id, and the mark of its standing behind it.
fn name_of(slot: u32, document: &[u8], status: u32) -> (String, String) {
    let mark = super::marked(status).map_or_else(String::new, |mark| format!("-{mark}"));
    (format!("{}-{slot}", type_word(document)), mark)
}

/// Name of a document's file in an archive.
pub(crate) fn document_name(slot: u32, document: &[u8], status: u32) -> String {
    let (stem, mark) = name_of(slot, document, status);
    format!("{stem}{mark}.attestat")
}

/// True if a file holds the same credential, with older proofs.
fn is_same(path: &Path, document: &[u8]) -> bool {
    let credential = |bytes: &[u8]| DocumentFile::parse(bytes).ok().map(|file| file.sd_jwt);
    let held = crate::files::disk::read(path, DOCUMENT_BYTES_MAX).ok().and_then(|bytes| credential(&bytes));
    held.is_some() && held == credential(document)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use attestat_words::language::Language;
    use std::fs::{read, write};

    /// A document file with this credential and this proof.
    pub(crate) fn document(credential: &str, proof: &str) -> Vec<u8> {
        let file = DocumentFile {
            sd_jwt: credential.to_owned(),
            salt: [7; _],
            record: vec![1],
            proof: proof.to_owned(),
            inner_path: None,
            status: None,
            earlier_checkpoint: None,
            roster: None,
        };
        file.to_json().into_bytes()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_earlier_file_of_a_document_that_is_revoked_does_not_stay_looking_valid() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["document-7.attestat", "document-7-revoked.attestat", "document-77.attestat"] {
            write(at(name), document("one~", "older")).unwrap();
        }
        write(at("document-7-suspended.attestat"), "a note of somebody's").unwrap();
        let mut files = DocumentFiles::within(folder.path());
        let now = document("one~", "newer");
        assert_eq!(files.write(7, &now, 1).unwrap(), at("document-7-revoked.attestat"));
        assert_eq!(files.replaced, [at("document-7.attestat")]);
        assert_eq!(files.left, [at("document-7-suspended.attestat")]);
        assert!(!at("document-7.attestat").exists() && at("document-77.attestat").exists());
        assert_eq!(read(at("document-7-suspended.attestat")).unwrap(), b"a note of somebody's");
        assert_eq!(read(at("document-7-revoked.attestat")).unwrap(), now);
        for language in [Language::English, Language::Russian] {
            let words = files.words().unwrap().told(language);
            assert!(words.contains("document-7.attestat") && words.contains("-suspended"), "each is named: {words}");
        }
    }

    #[test]
    fn a_document_of_another_registry_with_the_same_id_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (one, other) = (document("one~", "p"), document("another~", "p"));
        assert_eq!(DocumentFiles::within(folder.path()).write(7, &one, 0).unwrap(), at("document-7.attestat"));
        for _ in 0..2 {
            let mut files = DocumentFiles::within(folder.path());
            assert_eq!(files.write(7, &other, 0).unwrap(), at("document-7-2.attestat"));
            assert_eq!(files.left, [at("document-7.attestat")]);
        }
        let mut files = DocumentFiles::within(folder.path());
        assert_eq!(files.write(7, &other, 2).unwrap(), at("document-7-suspended.attestat"));
        assert_eq!(files.replaced, [at("document-7-2.attestat")], "its own earlier file goes");
        assert_eq!(names(folder.path()), ["document-7-suspended.attestat", "document-7.attestat"]);
        assert_eq!(read(at("document-7.attestat")).unwrap(), one);
    }

    #[test]
    fn a_file_that_is_written_again_is_replaced_without_a_word() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = DocumentFiles::within(folder.path());
        let path = files.write(7, &document("one~", "older"), 0).unwrap();
        assert_eq!(files.write(7, &document("one~", "newer"), 0).unwrap(), path);
        assert_eq!((read(path).unwrap(), files.words()), (document("one~", "newer"), None));
    }
}
