//! Spreadsheets of SAMPLE pupils, as large as a test needs them.

use std::path::Path;

/// The family name of every pupil: no other text of the project has it.
pub const FAMILY: &str = "Тайнофамильев";

const HEADINGS: &str = "kind,pupil_ref,family_name,given_name,patronymic,birth_date,step,badge,certificate_number,uin,date,agreement_date,agreement_basis,agreed_by";

/// Writes a class of GTO badges, one a pupil, with the numbers `from ..`.
pub fn write_class(path: &Path, from: usize, count: usize) -> std::io::Result<()> {
    let rows = (from..from + count).map(|number| row(number, "silver"));
    write_rows(path, &rows.collect::<Vec<_>>())
}

/// Writes a sheet of these rows.
pub fn write_rows(path: &Path, rows: &[String]) -> std::io::Result<()> {
    std::fs::write(path, format!("{HEADINGS}\n{}\n", rows.join("\n")))
}

/// The row of a pupil with this badge.
pub fn row(number: usize, badge: &str) -> String {
    format!(
        "gto,SAMPLE-{number:05},{FAMILY} (SAMPLE),Лев,Петрович,2009-06-08,3,{badge},АА SAMPLE-{number:05},21-77-{},2021-04-12,2020-09-01,\"Заявление № {number} (SAMPLE)\",guardian",
        9_000_000 + number
    )
}
