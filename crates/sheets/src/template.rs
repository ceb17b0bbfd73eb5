//! The sheet to fill in: headings in Russian and one row that says SAMPLE.

use attestat_credential::draft::words::DocumentKind;

use super::column::Column;
use super::form;
use super::labels::kind_label;

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
    format!("\u{feff}{}{}", line(&headings), line(&sample))
}

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(";") + "\r\n"
}

/// A cell in quote marks where it needs them (RFC 4180 §2.6, §2.7).
fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
