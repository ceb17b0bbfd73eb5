//! The sheet to fill in: headings in Russian and one row that says SAMPLE.

use attestat_credential::draft::words::DocumentKind;

use super::column::Column;
use super::csv_text;
use super::form;
use super::labels::kind_label;
use super::sheet::Separator;

/// A CSV file with the headings of one kind and one sample row, as Excel opens it with a double click
/// in Russia: UTF-8 with a byte order mark, `;` between cells, `\r\n` between rows.
pub fn template(kind: DocumentKind) -> String {
    let mut headings = vec![Column::KIND.heading()];
    let mut sample = vec![kind_label(kind)];
    for entry in form::entries(kind).filter(|entry| !form::FROM_ELSEWHERE.contains(&entry.column)) {
        headings.push(entry.column.heading());
        sample.push(entry.sample);
    }
    for (subject, mark) in form::sample_marks(kind) {
        headings.push(subject);
        sample.push(mark);
    }
    format!("\u{feff}{}", csv_text::written([headings, sample].into_iter(), Separator::Semicolon))
}
