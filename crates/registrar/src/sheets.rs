//! Sheets on their way to documents: read, mended, tried, issued, saved.
//!
//! ```text
//! chosen ─▶ read ─▶ mistakes ─ mended ─▶ read again …
//!             └───▶ tried by the node ─▶ questions, refusals ─ answered, mended ─▶ tried again …
//!                                  └───▶ the number typed ─▶ issued ─▶ files saved
//! ```

use crate::event::{Act, Choices, ChosenFile, Document, Order, SavedContent, SavedFile, Told, kind_named};
use attestat_credential::draft::text::Date;
use attestat_sheets::answers::objection::MAY_BE_LOST;
use attestat_sheets::answers::{AnswerOutcome, Answered, RowAnswers};
use attestat_sheets::{
    CellLocator, ImportedTables, MendedCell, Profile, ReturnFormat, RowDraft, RowId, RowName, Settings, SourceFile,
    read_all,
};
use attestat_words::language::Language;
use attestat_words::problem::Problem;
use attestat_words::text;
use attestat_words::text::Text;
use zeroize::Zeroizing;

/// Sheets that are worked on.
pub(crate) struct Work {
    files: Vec<ChosenFile>,
    settings: Settings,
    choices: Choices,
    /// The tables as they were read last; none where a file is no table.
    pub(crate) tables: Option<ImportedTables>,
    pub(crate) stage: Stage,
    /// Rows that the node refused last: the row, the field, the reason.
    objected: Vec<(RowId, String, Text)>,
    /// True if a person wants to go, and documents were not saved.
    pub(crate) is_asked_to_leave: bool,
}

/// Stage of the work.
pub(crate) enum Stage {
    /// A file cannot be read; its name, and why.
    Unread { file: String, why: Text },
    /// There are mistakes, of the sheet or by the node's word.
    Faulty,
    /// The node is asked: whether only to look, how many rows have an answer, of how many.
    Asking { is_trial: bool, answered: usize, rows: usize },
    /// The node has looked.
    Tried(RowAnswers),
    /// The documents are issued.
    Issued { rows: RowAnswers, documents: Vec<Document>, level: Option<Text>, is_saved: bool },
    /// There was no answer, or not to every row.
    Failed { is_trial: bool, why: Problem },
}

/// Rows that the node is to be asked about.
pub(crate) struct Wanted {
    is_trial: bool,
    drafts: Vec<RowDraft>,
    places: CellLocator,
    choices: Choices,
}

impl Wanted {
    pub(crate) fn numbered(self, number: u64) -> Order {
        let Self { is_trial, drafts, places, choices } = self;
        Order { number, is_trial, drafts, places, choices }
    }
}

/// Consequences of an act.
#[derive(Default)]
pub(crate) struct Done {
    pub(crate) notice: Option<Text>,
    pub(crate) order: Option<Wanted>,
    pub(crate) saved: Option<SavedFile>,
}

impl Work {
    pub(crate) fn new(files: Vec<ChosenFile>, today: Date) -> Self {
        let (settings, choices, stage) = (Settings::on(today), Choices::default(), Stage::Faulty);
        let (tables, objected, is_asked_to_leave) = (None, Vec::new(), false);
        Self { files, settings, choices, tables, stage, objected, is_asked_to_leave }
    }

    /// Reads the files, with what was mended; where there is no mistake the node is to look at the rows.
    pub(crate) fn read(&mut self, profile: &Profile, today: Date) -> Option<Wanted> {
        self.settings.today = today;
        let named: Vec<SourceFile<'_>> =
            self.files.iter().map(|file| SourceFile { name: &file.name, bytes: &file.bytes }).collect();
        match read_all(&named, &[], &self.settings, profile) {
            Err((file, why)) => {
                let file = self.files.get(file).map(|file| file.name.clone()).unwrap_or_default();
                self.tables = None;
                self.stage = Stage::Unread { file, why: why.text() };
                None
            }
            Ok(tables) if tables.is_ready() && tables.sample_rows().is_empty() => {
                self.tables = Some(tables);
                self.ask(true)
            }
            Ok(tables) => {
                self.tables = Some(tables);
                self.stage = Stage::Faulty;
                None
            }
        }
    }

    /// Asks the node about all rows.
    fn ask(&mut self, is_trial: bool) -> Option<Wanted> {
        let tables = self.tables.as_ref()?;
        let (drafts, places) = (tables.drafts(), tables.locator());
        self.stage = Stage::Asking { is_trial, answered: 0, rows: drafts.len() };
        Some(Wanted { is_trial, drafts, places, choices: self.choices.clone() })
    }

    pub(crate) fn act(&mut self, act: &Act, profile: &Profile, today: Date, language: Language) -> Done {
        let order = |order| Done { order, ..Done::default() };
        match (act.action.as_str(), &mut self.stage) {
            ("kind", Stage::Faulty) => {
                self.settings.kind = act.fields.get("kind").and_then(|word| kind_named(word));
                order(self.read(profile, today))
            }
            ("mend", Stage::Faulty) => {
                self.mend(act);
                order(self.read(profile, today))
            }
            ("as-written", Stage::Faulty) => {
                self.settings.as_written.extend(act.value.parse::<RowName>());
                order(self.read(profile, today))
            }
            ("same-pupil" | "other-pupil" | "not-lost", Stage::Tried(rows)) => {
                let Some(Question { row, code, may_be_same, may_be_other, may_be_lost, .. }) = asked(rows, &act.value)
                else {
                    return Done::default();
                };
                match act.action.as_str() {
                    "same-pupil" if may_be_same => _ = self.choices.same_pupil.insert(row, code),
                    "other-pupil" if may_be_other => _ = self.choices.other_pupil.insert(row, code),
                    "not-lost" if may_be_lost => self.choices.not_lost.push(row),
                    _ => return Done::default(),
                }
                order(self.ask(true))
            }
            ("to-the-sheet", Stage::Tried(_)) => {
                // What the node refuses is shown in its cells, beside what the sheet itself gets wrong.
                let objected = std::mem::take(&mut self.objected);
                if let Some(tables) = &mut self.tables {
                    objected.into_iter().for_each(|(row, field, said)| tables.object(row, &field, said));
                }
                self.stage = Stage::Faulty;
                Done::default()
            }
            ("issue", Stage::Tried(rows)) => {
                let would = rows.count(AnswerOutcome::WouldIssue);
                let typed = act.fields.get("number").and_then(|number| number.trim().parse().ok());
                if rows.has_bad() || typed != Some(would) || would == 0 {
                    return Done { notice: Some(text!("registrar-another-number", n = would)), ..Done::default() };
                }
                order(self.ask(false))
            }
            ("again", Stage::Failed { .. }) => order(self.read(profile, today)),
            ("save-documents", Stage::Issued { documents, is_saved, .. }) => {
                *is_saved = true;
                let files = documents.iter().map(|one| (one.name.clone(), one.bytes.clone())).collect();
                let content = SavedContent::Archive(files);
                Done {
                    saved: Some(SavedFile { name: "attestat-documents.zip".to_owned(), content }),
                    ..Done::default()
                }
            }
            ("save-sheet", _) => self.returned(language),
            _ => Done::default(),
        }
    }

    /// Takes the cells that a person wrote anew: fields named `cell TABLE ROW COLUMN`.
    fn mend(&mut self, act: &Act) {
        for (name, text) in &act.fields {
            let numbers: Vec<&str> = name.split(' ').collect();
            let ["cell", table, row, column] = numbers.as_slice() else { continue };
            let (Ok(table), Ok(row), Ok(column)) = (table.parse(), row.parse(), column.parse()) else { continue };
            let is_same = |cell: &MendedCell| (cell.table, cell.row, cell.column) == (table, row, column);
            self.settings.mended.retain(|cell| !is_same(cell));
            self.settings.mended.push(MendedCell { table, row, column, text: text.clone() });
        }
    }

    /// The sheet with its mistakes, as a workbook.
    fn returned(&self, language: Language) -> Done {
        let Some(tables) = &self.tables else { return Done::default() };
        match tables.returned(ReturnFormat::Workbook, language) {
            Ok(bytes) => {
                let content = SavedContent::Bytes(Zeroizing::new(bytes));
                Done {
                    saved: Some(SavedFile { name: "attestat-to-correct.xlsx".to_owned(), content }),
                    ..Done::default()
                }
            }
            Err(_) => Done { notice: Some(text!("registrar-no-workbook")), ..Done::default() },
        }
    }

    pub(crate) fn told(&mut self, told: Told) {
        let Stage::Asking { is_trial, answered, .. } = &mut self.stage else { return };
        let is_trial = *is_trial;
        match told {
            Told::Progress(count) => *answered = count,
            Told::Failed(why) => self.stage = Stage::Failed { is_trial, why },
            Told::Answered { rows, documents, level } if !is_trial && !rows.has_bad() => {
                self.stage = Stage::Issued { rows, documents, level, is_saved: false };
            }
            // What the node did not take at once it is asked about again, and nothing was issued.
            Told::Answered { rows, .. } => {
                self.objected.clear();
                self.objected.extend(refused(&rows));
                self.stage = Stage::Tried(rows);
            }
        }
    }

    /// Keeps in the school's profile what the headings of these tables were found to mean.
    pub(crate) fn teach(&self, profile: &mut Profile) {
        self.tables.iter().for_each(|tables| tables.teach(profile));
    }

    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self.stage, Stage::Asking { .. })
    }

    pub(crate) const fn is_issued(&self) -> bool {
        matches!(self.stage, Stage::Issued { .. })
    }

    /// Returns true if documents were issued whose files no window has.
    pub(crate) fn is_unsaved(&self) -> bool {
        matches!(&self.stage, Stage::Issued { documents, is_saved: false, .. } if !documents.is_empty())
    }
}

/// A row that the node asks about, or that a person can say more of.
pub(crate) struct Question {
    pub(crate) row: RowId,
    code: String,
    /// The question, or the reason.
    pub(crate) said: Text,
    /// True if the pupil may be the one whom the node knows.
    pub(crate) may_be_same: bool,
    /// True if the pupil may be another child.
    pub(crate) may_be_other: bool,
    /// True if the document may be one that the vault lost.
    pub(crate) may_be_lost: bool,
}

/// The rows to which a person has an answer.
pub(crate) fn questions(rows: &RowAnswers) -> Vec<Question> {
    let (asked, others) = (rows.asked(), rows.other_pupils());
    let question = |answer: &Answered| {
        let (row, code) = (answer.row, answer.objection.code.clone());
        let (is_asked, may_be_other) = (asked.contains_key(&row), others.contains_key(&row));
        let may_be_lost = code == MAY_BE_LOST;
        let said = answer.objection.said(&rows.places);
        let may_be_same = is_asked && !may_be_lost;
        (is_asked || may_be_other).then_some(Question { row, code, said, may_be_same, may_be_other, may_be_lost })
    };
    rows.bad().filter_map(question).collect()
}

/// Rows that the node refuses whatever a person answers: they are mended in the sheet.
fn refused(rows: &RowAnswers) -> Vec<(RowId, String, Text)> {
    let asked: Vec<RowId> = questions(rows).into_iter().map(|question| question.row).collect();
    let refused = rows.objections().filter(|(row, ..)| !asked.contains(row));
    refused.map(|(row, field, said)| (row, field.to_owned(), said)).collect()
}

/// The question about a row that a person answered, as `TABLE ROW`; none where the node did not ask it.
fn asked(rows: &RowAnswers, named: &str) -> Option<Question> {
    let (table, number) = named.split_once(' ')?;
    let row = RowId { table: table.parse().ok()?, number: number.parse().ok()? };
    questions(rows).into_iter().find(|question| question.row == row)
}
