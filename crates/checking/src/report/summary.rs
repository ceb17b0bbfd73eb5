//! Words about many files at the end: the number of each colour, and remarks that hold for all of them.

use super::{colour_word, paint};
use crate::inputs::LeftAlone;
use crate::judge::JudgedFile;
use crate::receipt::form::{COLOURS, Counts};
use crate::style::Style;
use crate::uncovered;
use attestat_words::language::{Language, either, russian_plural};
use attestat_words::numbers::{counted, grouped};
use attestat_words::plain::plain;

/// Counts over all files.
#[derive(Debug, Default)]
pub struct Summary {
    /// Files of each colour.
    pub counts: Counts,
    /// Files of which nobody besides the registry has confirmed a log.
    unconfirmed: u64,
    /// Number of files with something that came before.
    repeats: u64,
    /// Number of answers of which an earlier run has accepted something.
    known: u64,
    /// Files that rest on a checkpoint that too few have confirmed.
    held_up: u64,
}

impl Summary {
    /// Counts one more file.
    pub fn add(&mut self, judged: &JudgedFile, has_repeat: HasRepeat) {
        self.counts.add(judged.colour());
        self.unconfirmed += u64::from(judged.is_unconfirmed());
        self.repeats += u64::from(has_repeat == HasRepeat::Yes);
        self.held_up += u64::from(uncovered::is_held_up(judged));
    }

    /// Counts an answer of which an earlier run has accepted something.
    pub const fn add_known(&mut self) {
        self.known += 1;
    }

    /// Number of answers of which an earlier run has accepted something.
    pub const fn known(&self) -> u64 {
        self.known
    }

    /// Number of files that a proof might mend.
    pub const fn held_up(&self) -> u64 {
        self.held_up
    }

    /// Number of files with something that came before.
    pub const fn repeats(&self) -> u64 {
        self.repeats
    }

    /// Remarks that hold for many files, whatever their colours.
    pub fn remarks(&self, style: &Style) -> Vec<String> {
        let language = style.language;
        let mut remarks = vec![
            either(
                language,
                "Not checked, whatever the colour: that whoever shows a document is the person whom it names. Run `attestat verify FILE` for the rest.",
                "Не проверено, каким бы ни был цвет: что документ показывает тот, кто в нём назван. Остальное покажет `attestat verify FILE`.",
            )
            .to_owned(),
        ];
        if self.unconfirmed > 0 {
            remarks.push(match language {
                Language::English => format!(
                    "Of {}, nobody besides the registry has confirmed the log: the roster asks for no cosigners.",
                    counted(self.unconfirmed, "file", "files")
                ),
                Language::Russian => format!(
                    "Журнал, в котором записаны документы ({}), не подтвердил никто, кроме самого реестра: список участников не требует подтверждений.",
                    files(self.unconfirmed, language)
                ),
            });
        }
        if self.repeats > 0 {
            remarks.push(match language {
                Language::English => format!(
                    "{} show what an earlier one showed; see the remarks.",
                    counted(self.repeats, "file", "files")
                ),
                Language::Russian => {
                    format!("Повторяют показанное раньше: {}; смотрите замечания.", files(self.repeats, language))
                }
            });
        }
        if self.known > 0 {
            remarks.push(match language {
                Language::English => {
                    let count = counted(self.known, "answer was", "answers were");
                    format!("{count} here before, in an earlier run; where the file is another one, it is said above.")
                }
                Language::Russian => format!(
                    "Уже приходили при прежних проверках: {}; если файл был другим, это сказано выше.",
                    files(self.known, language)
                ),
            });
        }
        remarks
    }

    /// Number of files of each colour, in words.
    pub fn line(&self, style: &Style) -> String {
        let language = style.language;
        let each = COLOURS.map(|colour| {
            let count = grouped(self.counts.of(colour));
            style.paint(paint(colour), &format!("{count} {}", colour_word(language, colour)))
        });
        format!("{}: {}", files(self.counts.total(), language), each.join(", "))
    }
}

/// Presence of something in a file that came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HasRepeat {
    /// Something came before.
    Yes,
    /// Nothing came before.
    No,
}

/// Words about files which are neither documents nor pictures by their names, with the first of these.
pub fn left_alone(left: &LeftAlone, language: Language) -> String {
    let more = left.count.saturating_sub(left.names.len() as u64);
    let names = left.names.iter().map(|name| format!("\n  {}", plain(name))).collect::<String>();
    match language {
        Language::English => {
            let more = if more > 0 { format!("\n  and {} more", grouped(more)) } else { String::new() };
            let count = counted(left.count, "file", "files");
            format!("{count} of other kinds in the folders and archives: not looked at.{names}{more}")
        }
        Language::Russian => {
            let more = if more > 0 { format!("\n  и ещё {}", grouped(more)) } else { String::new() };
            let count = files(left.count, language);
            format!("Другие файлы в папках и архивах не рассматривались: {count}.{names}{more}")
        }
    }
}

/// `3 files`, `3 файла`.
fn files(number: u64, language: Language) -> String {
    match language {
        Language::English => counted(number, "file", "files"),
        Language::Russian => format!("{} {}", grouped(number), russian_plural(number, "файл", "файла", "файлов")),
    }
}
