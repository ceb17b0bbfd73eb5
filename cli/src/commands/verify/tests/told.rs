//! The texts that people read, whole, in both languages: golden files.

use super::*;
use crate::render::russian::assert_russian;
use attestat_checking::report::{self, line, whole};
use attestat_checking::style::Style;
use attestat_words::language::Language;

/// A presentation of a good and a revoked document, a document alone where a presentation is expected and where
/// nothing is, a file that cannot be read.
fn judged_files() -> Vec<JudgedFile> {
    let (log, documents) = documents(3, Held::ByKey);
    let place = Place::new(Some(log));
    let given = YearSecretGiven { registry: origin().registry().clone(), year: 2021, secret: year_secret() };
    let fields = ["family_name", "birth_date", "marks/Физика"];
    let with_year = presented_with(&documents, &[0], &terms(UNIVERSITY, 1), &fields, vec![given]);
    place.put("1.attestat", with_year.to_json().as_bytes());
    place.put("2.attestat", presented(&documents, &[0, 2], &terms("Another University", 2)).to_json().as_bytes());
    place.put("3.attestat", documents[1].to_json().as_bytes());
    place.put("4.attestat", b"{}");
    let mut judged = place.judged(university(), MOMENT);
    judged.push(place.judged(Expected::default(), MOMENT).swap_remove(2));
    let names = ["1.attestat", "2.attestat", "3.attestat", "4.attestat", "5.attestat"];
    judged.iter_mut().zip(names).for_each(|(judged, name)| judged.name = name.to_owned());
    judged
}

fn told(language: Language) -> String {
    let (judged, out) = (judged_files(), Output::new(Format::Words).speaking(language));
    let each = |tell: fn(&JudgedFile, &Style) -> String| -> Vec<String> {
        judged.iter().map(|judged| tell(judged, &out.style())).collect()
    };
    format!("{}\n\n{}\n", each(whole).join("\n\n"), each(line).join("\n"))
}

#[test]
fn verdicts_are_told_as_in_the_golden_files() {
    compare("verdicts", told);
}

#[test]
fn verdicts_in_russian_have_no_english_words() {
    assert_russian(&told(Language::Russian));
}

/// A page shows the words of reports, and a terminal puts a dash before some.
#[test]
fn reports_have_the_words_of_the_golden_files_in_their_order() {
    let judged = judged_files();
    for (language, ending) in [(Language::English, "en"), (Language::Russian, "ru")] {
        let style = Output::new(Format::Words).speaking(language).style();
        let golden = read(&golden_folder().join(format!("verdicts.{ending}.txt")));
        let wholes = golden.split("\n\n").take(judged.len());
        for (whole, judged) in wholes.zip(&judged) {
            let lines = whole.lines().map(|line| line.strip_prefix("  - ").unwrap_or(line));
            let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
            assert_eq!(report::told(judged, &style).words(), words.join(" "), "{}", judged.name);
        }
    }
}

fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands/verify/golden")
}

/// Holds a text against `golden/NAME.en.txt` and `golden/NAME.ru.txt`; the present text lies beside the test program
/// when they differ.
fn compare(name: &str, told: impl Fn(Language) -> String) {
    let golden = golden_folder();
    let mut different = Vec::new();
    for (language, ending) in [(Language::English, "en"), (Language::Russian, "ru")] {
        let (file, told) = (format!("{name}.{ending}.txt"), told(language));
        if read(&golden.join(&file)) != told {
            let now = std::env::temp_dir().join(&file);
            std::fs::write(&now, told).unwrap();
            different.push(now);
        }
    }
    assert!(different.is_empty(), "compare with {}: {different:?}", golden.display());
}
