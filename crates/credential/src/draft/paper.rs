//! Keys that no two papers of a school share: a blank, a number in the registration book, a pupil's one original.
//!
//! The import of a spreadsheet (within one sheet) and the node (across sheets and years) use the same keys, so that
//! both keep the same rules. Every part is folded first ([`super::folding`]). The hashes are of low entropy: they
//! belong in the vault, and there under its key.

use attestat_ledger::encoding::put_prefixed;
use attestat_ledger::hash::sha256;
use attestat_ledger::name::RegistryId;

use super::Draft;
use super::folding::{folded, folded_number};
use crate::kind::form::Document;
use crate::kind::unique::{KeyPart, UniqueKey};

pub use crate::kind::unique::{Duplicate, PaperRule};

/// Key that only one paper of a school may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperKey {
    /// Rule by which the key is unique.
    pub rule: PaperRule,
    /// `SHA-256("attestat/paper/v1\n" ‖ lp(school) ‖ lp(rule) ‖ lp(part)…)`.
    pub hash: [u8; 32],
}

impl Draft {
    /// Returns the keys that only this paper may have, the most telling first. `pupil` names the pupil, in the same way
    /// for all papers that are compared.
    pub fn paper_keys(&self, school: &RegistryId, pupil: &[u8]) -> Vec<PaperKey> {
        let document = self.document();
        let key = |rule, word: &str, parts: &[Vec<u8>]| {
            let mut text = b"attestat/paper/v1\n".to_vec();
            put_prefixed(&mut text, school.as_str().as_bytes());
            put_prefixed(&mut text, word.as_bytes());
            parts.iter().for_each(|part| put_prefixed(&mut text, part));
            PaperKey { rule, hash: sha256(&text) }
        };
        let request = [
            pupil.to_vec(),
            document.kind().word().as_bytes().to_vec(),
            folded(&document.title()).into_bytes(),
            document.date().0.iso().into_bytes(),
            folded_number(document.number()).into_bytes(),
        ];
        let of_form = document.form().unique.iter();
        let others = of_form.filter_map(|unique| Some(key(unique.rule, unique.word, &parts(document, unique, pupil)?)));
        core::iter::once(key(PaperRule::Request, "request", &request)).chain(others).collect()
    }

    /// Says whether the paper is a duplicate.
    pub fn duplicate(&self) -> Duplicate {
        if self.document().is_duplicate() { Duplicate::Yes } else { Duplicate::No }
    }
}

/// Parts of a key; none where the paper lacks one of them.
fn parts(document: &Document, unique: &UniqueKey, pupil: &[u8]) -> Option<Vec<Vec<u8>>> {
    if unique.only_if.is_some_and(|(key, word)| document.text(key) != Some(word)) {
        return None;
    }
    let part = |part: &KeyPart| match part {
        KeyPart::Pupil => Some(pupil.to_vec()),
        KeyPart::Kind => Some(document.kind().word().as_bytes().to_vec()),
        KeyPart::Year => Some(document.date().0.year().number().to_string().into_bytes()),
        KeyPart::Folded(key) => document.text(key).map(|text| folded(text).into_bytes()),
        KeyPart::Number(key) => document.text(key).map(|number| folded_number(number).into_bytes()),
        KeyPart::Exact(key) => document.text(key).map(|text| text.as_bytes().to_vec()),
    };
    unique.parts.iter().map(part).collect()
}
