//! The closed lists in Russian: the texts that a cell may have for each word of the draft.

use std::sync::LazyLock;

use attestat_credential::draft::problem::Problem;
use attestat_credential::kind::fields::AGREED_BY_WORDS;
use attestat_credential::kind::word::Word;
use attestat_credential::kind::{DocumentKind, word_of_claim};

use super::fault::Fault;
use super::matching;
use attestat_words::text;

/// Kinds of documents.
pub(super) static KIND: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let word = |kind: &DocumentKind| {
        let form = kind.form();
        Word { word: kind.word(), english: form.english, russian: form.spellings }
    };
    DocumentKind::ALL.iter().map(word).collect()
});

/// The Russian spelling of a word that stands in a claim of a document.
pub fn of_claim(claim: &str, word: &str) -> Option<&'static str> {
    match claim {
        "kind" => KIND.iter().find(|known| known.word == word).map(Word::shown),
        claim => word_of_claim(claim, word).map(Word::shown),
    }
}

/// The Russian spelling of a word that stands under this key of a draft.
pub(super) fn of_draft(key: &str, word: &str) -> Option<&'static str> {
    match key {
        "by" => AGREED_BY_WORDS.parse(word).ok().map(Word::shown),
        key => of_claim(key, word),
    }
}

/// A reader of cells that hold one word of `list`, in Russian or as the draft has it.
pub(super) fn reader<T>(
    list: &'static [Word],
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> impl Fn(&str) -> Result<T, Fault> {
    move |cell| match find(list, cell) {
        Some(word) => parse(word).map_err(Fault::from),
        None => Err(unknown(list, cell)),
    }
}

fn find(list: &'static [Word], cell: &str) -> Option<&'static str> {
    let folded = matching::fold(cell);
    let means = |entry: &&Word| {
        matching::fold(entry.word) == folded || entry.russian.iter().any(|russian| matching::fold(russian) == folded)
    };
    list.iter().find(means).map(|entry| entry.word)
}

fn unknown(list: &'static [Word], cell: &str) -> Fault {
    let allowed: Vec<&str> = list.iter().filter_map(|entry| entry.russian.first().copied()).collect();
    let known = list.iter().flat_map(|entry| entry.russian.iter().copied());
    let allowed = allowed.join(", ");
    let fix = match matching::nearest(cell, known) {
        Some(nearest) => text!("cell-unknown-word.near", nearest = nearest, allowed = allowed),
        None => text!("cell-unknown-word.fix", allowed = allowed),
    };
    Fault::new("unknown-word", text!("cell-unknown-word"), fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_credential::draft::words::AgreedBy;
    use attestat_credential::kind::value::ValueKind;
    use attestat_words::language::Language;

    #[test]
    fn every_list_is_the_list_of_the_draft_and_no_spelling_is_ambiguous() {
        let of_fields = DocumentKind::ALL.iter().flat_map(|kind| kind.form().all_fields());
        let lists = of_fields.filter_map(|field| match field.value {
            ValueKind::Word(list) => Some(list.words),
            _ => None,
        });
        let lists: Vec<&'static [Word]> = lists.chain([KIND.as_slice(), AGREED_BY_WORDS.words]).collect();
        assert!(lists.len() > 16, "{}", lists.len());
        for list in lists {
            for entry in list {
                assert!(!entry.russian.is_empty(), "{} has a Russian spelling", entry.word);
                for spelling in entry.russian.iter().chain([&entry.word]) {
                    assert_eq!(find(list, &spelling.to_uppercase()), Some(entry.word), "{spelling}");
                }
            }
        }
        let kinds: Vec<&str> = DocumentKind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(KIND.iter().map(|entry| entry.word).collect::<Vec<_>>(), kinds);
        let agreed: Vec<&str> = AgreedBy::ALL.iter().map(|value| value.word()).collect();
        assert_eq!(AGREED_BY_WORDS.words.iter().map(|entry| entry.word).collect::<Vec<_>>(), agreed);
    }

    #[test]
    fn a_word_in_a_document_is_told_in_russian() {
        assert_eq!(of_claim("distinction", "ordinary"), Some("обычный"));
        assert_eq!(of_claim("result", "first-place"), Some("I место"));
        assert_eq!(of_claim("result", "ordinary"), None);
        assert_eq!(of_claim("family_name", "ordinary"), None);
    }

    #[test]
    fn an_unknown_word_gets_the_nearest_one_or_the_whole_list() {
        let Some(ValueKind::Word(stages)) = DocumentKind::Olympiad.form().field("stage").map(|field| field.value)
        else {
            panic!("stages are a closed list")
        };
        let read = reader(stages.words, |word| stages.parse(word));
        let near = read("регионалный").expect_err("misspelt");
        assert_eq!(near.code(), "unknown-word");
        assert!(
            near.fix(Language::English).starts_with("did you mean «региональный»?"),
            "{}",
            near.fix(Language::English)
        );
        let far = read("областной тур").expect_err("not on the list");
        assert_eq!(far.fix(Language::English), "write one of: школьный, муниципальный, региональный, заключительный");
    }
}
