//! The sheets that schools have: templates, and every heading and word that is understood, as they were recorded.

use std::fmt::Write as _;

use attestat_credential::draft::words::DocumentKind;

use super::super::column::Column;
use super::super::{of_claim, template};

#[test]
fn templates_headings_and_words_are_those_that_were_recorded() {
    let mut out = String::new();
    for kind in DocumentKind::ALL {
        write!(out, "{} {}", kind.word(), template(*kind)).unwrap();
    }
    let mut headings: Vec<String> = Column::all()
        .iter()
        .map(|column| {
            let spellings: Vec<&str> = column.spellings().collect();
            format!("{} of all: {}\n", spellings.join(" | "), column.is_of_all())
        })
        .collect();
    headings.sort();
    out.extend(headings);
    for (claim, word) in [("kind", "basic"), ("level", "inter-regional"), ("rank", "sport-1"), ("series", "listed")] {
        writeln!(out, "{claim} {word}: {}", of_claim(claim, word).unwrap()).unwrap();
    }
    let recorded = include_str!("../golden/sheets.txt");
    assert!(recorded.lines().all(|line| out.lines().any(|other| other == line)), "{out}");
}
