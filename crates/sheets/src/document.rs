//! From a row to a draft: the person, the document of its kind, and the basis.
//!
//! Each function reads all its cells before it looks at any of them, so that a row tells every mistake
//! at once.

use attestat_credential::draft::basis::{Agreement, Basis};
use attestat_credential::draft::problem::FieldError;
use attestat_credential::draft::words::{AgreedBy, DocumentKind};
use attestat_credential::draft::{Document, Draft, DraftFields, Person};
use attestat_credential::kind::field::{FormField, Need};
use attestat_credential::kind::fields::{AGREED_BY_WORDS, YEAR_UNITS};
use attestat_credential::kind::form::Filling;
use attestat_credential::kind::value::{Value, ValueKind};

use super::cell::{self, number, one_line, text};
use super::column::Column;
use super::fault::Fault;
use super::form;
use super::full_name::{self, FullName};
use super::identifier::{self, identifier};
use super::name;
use super::row::RowReader;
use super::vocabulary::reader;
use attestat_words::text;

/// Reads the draft of one row; `None` means that mistakes are on record, in `row` or in the headings.
pub(super) fn read(row: &mut RowReader<'_>, kind: Option<DocumentKind>) -> Option<Draft> {
    row.check_cells_without_heading();
    if let Some(kind) = kind {
        row.set_kind(kind);
    }
    let pupil_ref = row.optional(Column::PUPIL_REF, identifier);
    let pupil = person(row);
    let kind = kind?;
    let document = document(row, kind);
    let basis = if kind.form().is_achievement() { agreement(row) } else { law(row) };
    let fields = DraftFields { pupil: pupil?, pupil_ref, document: document?, basis: basis? };
    doubts(row, &fields);
    // An optional cell that could not be read is None like a blank one, but has left a mistake.
    if !row.is_clean() {
        return None;
    }
    let draft = whole(row, Draft::new(fields))?;
    let checked = draft.check_new();
    whole(row, checked).map(|()| draft)
}

/// Asks about values that are unlikely and may be right.
fn doubts(row: &mut RowReader<'_>, fields: &DraftFields) {
    row.ask(Column::FAMILY_NAME, name::several_names(&fields.pupil.family_name));
    let ages = match fields.document.kind() {
        DocumentKind::Basic => 14..=20,
        DocumentKind::Secondary => 15..=25,
        _ => return,
    };
    let (issued, _) = fields.document.date();
    let years = fields.pupil.birth_date.age_on(issued);
    // An age that is impossible is refused by the draft itself.
    let unlikely = (10..=100).contains(&years) && !ages.contains(&years);
    row.ask(Column::BIRTH_DATE, unlikely.then(|| unlikely_age(years)));
    let finished = fields.document.count("end_year");
    let late = !fields.document.is_duplicate() && finished != Some(issued.year().number());
    row.ask(Column::END_YEAR, late.then(late_issue));
}

fn unlikely_age(years: u32) -> Fault {
    Fault::question("unlikely-age", text!("cell-unlikely-age", years = years), text!("cell-unlikely-age.fix"))
}

fn late_issue() -> Fault {
    Fault::question("other-year", text!("cell-other-year"), text!("cell-other-year.fix"))
}

/// Returns a part whose fields fit each other; a mistake between them goes on record.
fn whole<T>(row: &mut RowReader<'_>, part: Result<T, FieldError>) -> Option<T> {
    part.inspect_err(|error| row.fail_between(error)).ok()
}

fn person(row: &mut RowReader<'_>) -> Option<Person> {
    if row.has_column(Column::FULL_NAME) {
        return whole_name(row);
    }
    let family_name = row.required(Column::FAMILY_NAME, name::name);
    let given_name = row.required(Column::GIVEN_NAME, name::given_name);
    let patronymic = row.optional(Column::PATRONYMIC, name::name);
    let birth_date = row.past_day(Column::BIRTH_DATE);
    Some(Person { family_name: family_name?, given_name: given_name?, patronymic, birth_date: birth_date? })
}

/// A person whose names stand in one cell.
fn whole_name(row: &mut RowReader<'_>) -> Option<Person> {
    let names = row.required(Column::FULL_NAME, full_name::names);
    let birth_date = row.past_day(Column::BIRTH_DATE);
    let FullName { family_name, given_name, patronymic } = names?;
    row.read_as(Column::FULL_NAME, full_name::names_read(&family_name, &given_name, patronymic.as_ref()));
    Some(Person { family_name, given_name: Some(given_name), patronymic, birth_date: birth_date? })
}

fn law(row: &mut RowReader<'_>) -> Option<Basis> {
    row.required(Column::LAW, text).map(Basis::Law)
}

fn agreement(row: &mut RowReader<'_>) -> Option<Basis> {
    let date = row.past_day(Column::AGREEMENT_DATE);
    let basis = row.required(Column::AGREEMENT_TEXT, text);
    let by = row.required(Column::AGREED_BY, reader(AGREED_BY_WORDS.words, AgreedBy::parse));
    Some(Basis::Agreement(Agreement { date: date?, text: basis?, by: by? }))
}

/// Reads the document, field by field in the order of its form.
fn document(row: &mut RowReader<'_>, kind: DocumentKind) -> Option<Document> {
    let mut filling = Filling::of(kind);
    let mut whole_form = true;
    for field in kind.form().fields {
        let value = value(row, field, &filling);
        // A column that is missing was told with the headings.
        whole_form &= value.is_some() || field.need == Need::Optional;
        filling.put(field.key(), value.flatten());
    }
    check_blanks(row, &filling, kind);
    if whole_form && row.is_clean() { whole(row, filling.finish()) } else { None }
}

/// Reads a field. `None` means that it is not there, with or without a mistake on record; an inner `None`, that it rightly
/// has no value.
fn value(row: &mut RowReader<'_>, field: &'static FormField, filling: &Filling) -> Option<Option<Value>> {
    let column = Column::of(field.name);
    match field.need {
        Need::Beside(other) => {
            return row.marks(marks_needed(row, other)).map(|marks| some_of(marks).map(Value::Marks));
        }
        Need::With(key, with) => {
            return match filling.word(key) {
                Some(word) if word.word == with => required(row, column, field).map(Some),
                Some(_) => Some(refuse_other_series(row, column, key)),
                None => Some(None),
            };
        }
        Need::Express if cell::says_no_supplement(row.text_of(column)) => return Some(None),
        _ => {}
    }
    match (form::need(field), field.blank) {
        (_, Some(word)) => {
            let said = optional(row, column, field);
            said.or_else(|| field.value.read(word).ok()).map(Some)
        }
        (form::Need::Required, None) => required(row, column, field).map(Some),
        (form::Need::Optional, None) if matches!(field.value, ValueKind::Marks) => {
            row.marks(Some(form::Need::Optional)).map(|marks| some_of(marks).map(Value::Marks))
        }
        (form::Need::Optional, None) => Some(optional(row, column, field)),
    }
}

fn some_of<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

/// Need for marks: none where the row says that it has no supplement.
fn marks_needed(row: &RowReader<'_>, supplement: &str) -> Option<form::Need> {
    let said = Column::with_key(supplement).is_some_and(|column| cell::says_no_supplement(row.text_of(column)));
    (!said).then_some(form::Need::Required)
}

/// Reads a value that must be there. A day is of the past.
fn required(row: &mut RowReader<'_>, column: Column, field: &FormField) -> Option<Value> {
    let series = series(row, field);
    match field.value {
        ValueKind::Day => row.past_day(column).map(Value::Day),
        kind => row.required(column, |cell| read_cell(kind, cell, series)),
    }
}

fn optional(row: &mut RowReader<'_>, column: Column, field: &FormField) -> Option<Value> {
    let series = series(row, field);
    match field.value {
        ValueKind::Day => row.optional_day(column).map(Value::Day),
        kind => row.optional(column, |cell| read_cell(kind, cell, series)),
    }
}

/// The series of a blank, where it stands in a column apart.
fn series<'a>(row: &RowReader<'a>, field: &FormField) -> &'a str {
    match field.value {
        ValueKind::Blank { series: Some(series) } => row.text_of(Column::of(series)),
        _ => "",
    }
}

/// Reads a cell as a value of this kind.
fn read_cell(kind: ValueKind, cell: &str, series: &str) -> Result<Value, Fault> {
    match kind {
        ValueKind::Identifier(_) => identifier::of_document(kind, cell),
        ValueKind::Count { units, .. } => number(units, |number| kind.count(number))(cell),
        ValueKind::Year => number(YEAR_UNITS, |number| kind.count(number))(cell),
        ValueKind::Word(list) => reader(list.words, |word| kind.read(word))(cell),
        ValueKind::Blank { .. } => {
            identifier::blank_number(series, cell).map(|number| Value::Text(number.expose().to_owned()))
        }
        ValueKind::Text(_) | ValueKind::Measure => Ok(kind.read(one_line(cell)?)?),
        ValueKind::Lines => cell::lines(cell).map(Value::Lines),
        _ => Ok(kind.read(cell)?),
    }
}

/// Refuses a field that an olympiad of this series does not have.
fn refuse_other_series(row: &mut RowReader<'_>, column: Column, by: &str) -> Option<Value> {
    if row.has(column) {
        let heading = Column::with_key(by).map_or("", Column::heading);
        let what = text!("cell-not-in-this-series");
        let fix = text!("cell-not-in-this-series.fix", heading = heading);
        row.fail(column, Fault::new("not-in-this-series", what, fix));
    }
    None
}

/// Refuses blanks of a certificate that cannot be: title sheet and supplement of one number, and an original that replaces
/// one.
fn check_blanks(row: &mut RowReader<'_>, filling: &Filling, kind: DocumentKind) {
    let supplement = filling.value(Column::SUPPLEMENT_NUMBER.key());
    if supplement.is_some() && supplement == filling.value(Column::BLANK_NUMBER.key()) {
        let fault = Fault::new("blank-twice", text!("cell-number-of-the-title"), text!("cell-number-of-the-title.fix"));
        row.fail(Column::SUPPLEMENT_NUMBER, fault);
    }
    let is_duplicate = filling.word("copy").is_some_and(|word| word.word == "duplicate");
    if !is_duplicate && form::has(kind, Column::REPLACES_NUMBER) && row.has(Column::REPLACES_NUMBER) {
        let what = text!("cell-not-a-duplicate");
        let fix = text!("cell-not-a-duplicate.fix");
        row.fail(Column::REPLACES_NUMBER, Fault::new("not-a-duplicate", what, fix));
    }
}
