//! Remarks that are possible only when many files are seen together: the same consent, answer or document twice.

use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A mark that must not come twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Mark {
    /// A file, by its hash.
    File([u8; 32]),
    /// A consent, by its id: one presentation has one.
    Consent([u8; 16]),
    /// A document, by its log and the index of its record.
    Document(String, u64),
}

impl Mark {
    /// The stable code of its coming twice.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "same-file",
            Self::Consent(_) => "same-consent",
            Self::Document(..) => "same-document",
        }
    }
}

/// Something that came before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Code of the thing that came twice.
    pub code: &'static str,
    /// Number of the file that had it first.
    pub first: usize,
}

impl Repeat {
    /// The remark in words; `first` is the name of that file.
    pub fn words(&self, first: &str) -> Text {
        match self.code {
            "same-file" => text!("same-file", first = first),
            "same-consent" => text!("same-consent", first = first),
            _ => text!("same-document", first = first),
        }
    }
}

/// Marks that were seen so far: at most some hundred bytes each.
#[derive(Default)]
pub struct SeenMarks(BTreeMap<Mark, usize>);

impl SeenMarks {
    /// Notes the marks of the file with this number and names those that came before. Of a file that came
    /// before as it is, nothing else is said.
    pub fn note(&mut self, number: usize, marks: &[Mark]) -> Vec<Repeat> {
        let mut repeats: Vec<Repeat> = Vec::new();
        for mark in marks {
            match self.0.entry(mark.clone()) {
                Entry::Vacant(place) => _ = place.insert(number),
                Entry::Occupied(first) => {
                    let repeat = Repeat { code: mark.code(), first: *first.get() };
                    if repeats.iter().all(|known| known.first != repeat.first) && repeat.first != number {
                        repeats.push(repeat);
                    }
                }
            }
        }
        repeats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_names_the_first_file_once() {
        let mut seen = SeenMarks::default();
        let file = |hash, consent, index| {
            [Mark::File([hash; 32]), Mark::Consent([consent; 16]), Mark::Document("a.example/1".to_owned(), index)]
        };
        assert_eq!(seen.note(0, &file(0, 0, 0)), []);
        assert_eq!(seen.note(1, &file(1, 1, 1)), []);
        assert_eq!(seen.note(2, &file(0, 0, 0)), [Repeat { code: "same-file", first: 0 }]);
        assert_eq!(seen.note(3, &file(3, 3, 1)), [Repeat { code: "same-document", first: 1 }]);
        let both = [Repeat { code: "same-consent", first: 1 }, Repeat { code: "same-document", first: 0 }];
        assert_eq!(seen.note(4, &file(4, 1, 0)), both);
        let words = both[1].words("a.attestat").to_string();
        assert_eq!(words, "Shows a document that is also in a.attestat.");
    }

    #[test]
    fn a_document_twice_in_one_file_is_not_a_repeat() {
        let mark = Mark::Document("a.example/1".to_owned(), 7);
        assert_eq!(SeenMarks::default().note(0, &[mark.clone(), mark]), []);
    }
}
