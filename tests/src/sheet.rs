//! Spreadsheets of SAMPLE pupils, as large as a test needs them.

use std::path::Path;

/// Begin of the family name of every pupil: no other text of the project has it.
pub const FAMILY: &str = "Тайнофамильев";

const HEADINGS: &str = "kind,pupil_ref,family_name,given_name,patronymic,birth_date,step,badge,certificate_number,uin,date,agreement_date,agreement_basis,agreed_by";

/// Days from the first birth date to the last: a class is between 10 and 13 years old.
const BIRTH_DAYS: usize = 1000;
/// 2008-01-01 in days since 1970-01-01.
const FIRST_BIRTH_DAY: u32 = 13_879;

/// Syllables of invented names: a digit each, none of them in two of the rows.
const OF_FAMILIES: [&str; 10] = ["ба", "ве", "ги", "до", "жу", "зы", "ке", "ли", "мо", "ну"];
const OF_CHILDREN: [&str; 10] = ["ра", "се", "ти", "фо", "ху", "цы", "че", "ши", "ко", "пу"];
const OF_FATHERS: [&str; 10] = ["ла", "ме", "ни", "ро", "су", "ты", "фе", "хи", "цо", "чу"];

/// A pupil whose names and number are no other pupil's; the names are plainly invented.
#[derive(Clone)]
pub struct Pupil {
    /// The school's own number.
    pub reference: String,
    /// The second part of the family name, behind [`FAMILY`] and a hyphen.
    pub family: String,
    /// The given name.
    pub given_name: String,
    /// The patronymic.
    pub patronymic: String,
    /// `YYYY-MM-DD`; the same for every thousandth pupil.
    pub birth_date: String,
}

impl Pupil {
    /// Pupil number `number`, the same at every call.
    pub fn new(number: usize) -> Self {
        let day = FIRST_BIRTH_DAY + u32::try_from(number % BIRTH_DAYS).unwrap_or(0);
        Self {
            reference: format!("SAMPLE-{number:05}"),
            family: invented(number, &OF_FAMILIES, "ин"),
            given_name: invented(number, &OF_CHILDREN, "слав"),
            patronymic: invented(number, &OF_FATHERS, "ович"),
            birth_date: attestat_ledger::day::Day::from_number(day).to_string(),
        }
    }

    /// The family name without the mark of a sample.
    pub fn family_name(&self) -> String {
        format!("{FAMILY}-{}", self.family)
    }
}

/// A name of a syllable a digit.
fn invented(number: usize, syllables: &[&str; 10], ending: &str) -> String {
    let digits = format!("{number:05}");
    let syllable = |digit: char| digit.to_digit(10).and_then(|digit| syllables.get(usize::try_from(digit).ok()?));
    let name: String = digits.chars().filter_map(syllable).copied().chain([ending]).collect();
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

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
    let pupil = Pupil::new(number);
    let (family, Pupil { reference, given_name, patronymic, birth_date, .. }) = (pupil.family_name(), pupil);
    format!(
        "gto,{reference},{family} (SAMPLE),{given_name},{patronymic},{birth_date},3,{badge},АА SAMPLE-{number:05},21-77-{},2021-04-12,2020-09-01,\"Заявление № {number} (SAMPLE)\",guardian",
        9_000_000 + number
    )
}
