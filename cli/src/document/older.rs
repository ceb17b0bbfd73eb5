//! Files that an earlier export left of a document under a name that tells another status: `achievement-7.attestat`
//! beside `achievement-7-revoked.attestat` would look valid.

use crate::language::{Choose as _, Language};
use attestat_credential::document::{DOCUMENT_BYTES_MAX, DocumentFile};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Files that lay beside a document that was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Older {
    /// Earlier files of the same document, which are gone.
    pub(super) replaced: Vec<PathBuf>,
    /// Files that hold something else, or could not be removed.
    pub(super) left: Vec<PathBuf>,
}

impl Older {
    /// Removes earlier files of a document that now lies at `path`. A file of such a name that is not this document
    /// stays.
    pub(super) fn clear(&mut self, path: &Path, document: &[u8]) {
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { return };
        let marks =
            [Some("revoked"), Some("suspended")].map(|mark| mark.map_or_else(String::new, |mark| format!("-{mark}")));
        let plain = marks.iter().find_map(|mark| stem.strip_suffix(mark.as_str())).unwrap_or(stem);
        let names = core::iter::once("").chain(marks.iter().map(String::as_str));
        for other in
            names.map(|mark| path.with_file_name(format!("{plain}{mark}.attestat"))).filter(|other| other != path)
        {
            if other.symlink_metadata().is_err() {
                continue;
            }
            match is_same(&other, document) && std::fs::remove_file(&other).is_ok() {
                true => self.replaced.push(other),
                false => self.left.push(other),
            }
        }
    }

    /// Words about the older files; none where there were none.
    pub(super) fn words(&self, language: Language) -> Option<String> {
        let mut words = String::new();
        let listed =
            |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        if !self.replaced.is_empty() {
            let files = listed(&self.replaced);
            _ =
                writeln!(words, "{}", language.choose(
                format!("Earlier files of these documents, named as they stood then, are replaced and gone: {files}."),
                format!("Прежние файлы этих документов, названные по прежнему состоянию, заменены и удалены: {files}."),
            ));
        }
        if !self.left.is_empty() {
            let files = listed(&self.left);
            _ = writeln!(words, "{}", language.choose(
                format!("Files with the names of these documents stay and say nothing of how they stand now; look at them yourself: {files}."),
                format!("Файлы с именами этих документов остались и не говорят, в силе ли документы; посмотрите на них сами: {files}."),
            ));
        }
        (!words.is_empty()).then(|| words.trim_end().to_owned())
    }
}

/// Returns true if a file holds the same credential, with older proofs.
fn is_same(path: &Path, document: &[u8]) -> bool {
    let credential = |bytes: &[u8]| DocumentFile::parse(bytes).ok().map(|file| file.sd_jwt);
    let held = crate::disk::read(path, DOCUMENT_BYTES_MAX).ok().and_then(|bytes| credential(&bytes));
    held.is_some() && held == credential(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{read, write};

    fn document(credential: &str, proof: &str) -> Vec<u8> {
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

    #[test]
    fn an_earlier_file_of_a_document_that_is_revoked_does_not_stay_looking_valid() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let now = document("one~", "newer");
        for name in ["achievement-7.attestat", "achievement-7-revoked.attestat", "achievement-77.attestat"] {
            write(at(name), document("one~", "older")).unwrap();
        }
        write(at("achievement-7-suspended.attestat"), "a note of somebody's").unwrap();
        let mut older = Older::default();
        older.clear(&at("achievement-7-revoked.attestat"), &now);
        assert_eq!(older.replaced, [at("achievement-7.attestat")]);
        assert_eq!(older.left, [at("achievement-7-suspended.attestat")]);
        assert!(!at("achievement-7.attestat").exists());
        assert_eq!(read(at("achievement-7-suspended.attestat")).unwrap(), b"a note of somebody's");
        assert!(at("achievement-77.attestat").exists() && at("achievement-7-revoked.attestat").exists());
        for language in [Language::English, Language::Russian] {
            let words = older.words(language).unwrap();
            assert!(words.contains("achievement-7.attestat") && words.contains("-suspended"), "each is named: {words}");
        }
    }

    #[test]
    fn another_document_under_the_name_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, suspended) = (folder.path().join("a-7.attestat"), folder.path().join("a-7-suspended.attestat"));
        write(&suspended, document("another~", "p")).unwrap();
        let mut older = Older::default();
        older.clear(&plain, &document("one~", "p"));
        assert_eq!(older, Older { replaced: Vec::new(), left: vec![suspended.clone()] });
        std::fs::remove_file(&suspended).unwrap();
        let mut none = Older::default();
        none.clear(&plain, &document("one~", "p"));
        assert_eq!(none.words(Language::English), None);
    }
}
