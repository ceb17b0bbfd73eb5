//! Outcome of `receipt check` for each thing: as recorded, not as recorded, or not checked.

use super::basis::Basis;
use super::form::{NONE, ReceiptEntry};
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;
use attestat_words::plain::plain;
use serde_json::{Value, json};

/// Something that is as the receipt records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AsRecorded {
    /// All files, byte for byte; with their number.
    Files(usize),
    /// The request.
    Request,
    /// The withdrawals; with their number.
    Withdrawals(usize),
    /// The roster and the other things in the folder of trust; with the number of the latter.
    Trust(usize),
    /// The verdicts, given again; with their number.
    Verdicts(usize),
}

/// Something that is not as the receipt records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAsRecorded {
    /// A file, by its name, that was changed since or never listed.
    FileAdded(String),
    /// A file that is listed and not here.
    FileMissing(ReceiptEntry),
    /// Another request, or one where there was none.
    Request,
    /// The roster, which is not in the folder of trust.
    Roster(String),
    /// Another roster than was in force in the folder of trust at that moment.
    NotInForce {
        /// The version that the receipt names.
        recorded: u64,
        /// The version that was in force.
        in_force: u64,
    },
    /// Something that verdicts rested on and that is another now.
    Changed(Basis),
    /// Something that verdicts rested on and that is not here.
    Missing(Basis),
    /// Something that no verdict rested on.
    Added(Basis),
    /// A verdict that comes out otherwise.
    Verdict {
        /// The file.
        name: String,
        /// Line of the receipt.
        recorded: ReceiptEntry,
        /// Line that comes out now.
        given: ReceiptEntry,
    },
}

/// Something that was not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCompared {
    /// No file was named.
    Files,
    /// Listed files that were not named, where no folder or archive was; with their number.
    OtherFiles(usize),
    /// Files that could not be read then; with their number.
    Unreadable(usize),
    /// Files of other kinds lie there in another number than then; with the number then and now.
    LeftAlone(String, u64),
    /// The request was not given.
    Request,
    /// Withdrawals that were not given; with their number.
    Withdrawals(usize),
    /// The folder of trust was not given.
    Trust,
    /// The roster of this version: the folder of trust does not say which was in force then.
    Roster(u64),
    /// So many logs were replayed, for what yearly secrets show.
    Replayed(usize),
    /// The verdicts were not given again.
    Verdicts,
    /// A receipt of the earlier format names neither.
    FirstEdition,
}

impl AsRecorded {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Files(_) => "files",
            Self::Request => "request",
            Self::Withdrawals(_) => "withdrawals",
            Self::Trust(_) => "trust",
            Self::Verdicts(_) => "verdicts",
        }
    }

    /// Words for people.
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (Self::Files(count), Language::English) => format!("all files: {count}"),
            (Self::Files(count), Language::Russian) => format!("все файлы: {count}"),
            (Self::Request, Language::English) => "the request".to_owned(),
            (Self::Request, Language::Russian) => "запрос".to_owned(),
            (Self::Withdrawals(count), Language::English) => format!("the withdrawals: {count}"),
            (Self::Withdrawals(count), Language::Russian) => format!("отзывы согласий: {count}"),
            (Self::Trust(count), Language::English) => {
                format!("the folder of trust: the roster, and heads, status files, proofs and evidence: {count}")
            }
            (Self::Trust(count), Language::Russian) => {
                format!("папка доверия: список участников, состояния журналов и документов, доказательства: {count}")
            }
            (Self::Verdicts(count), Language::English) => format!("the verdicts, given again for that moment: {count}"),
            (Self::Verdicts(count), Language::Russian) => format!("вердикты, вынесенные заново на тот момент: {count}"),
        }
    }
}

impl NotAsRecorded {
    /// The stable code.
    const fn code(&self) -> &'static str {
        match self {
            Self::FileAdded(_) => "file-not-listed",
            Self::FileMissing(_) => "file-missing",
            Self::Request => "request-differs",
            Self::Roster(_) => "roster-missing",
            Self::NotInForce { .. } => "roster-differs",
            Self::Changed(_) => "input-changed",
            Self::Missing(_) => "input-missing",
            Self::Added(_) => "input-added",
            Self::Verdict { .. } => "verdict-differs",
        }
    }

    /// Words for people.
    pub fn words(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Russian => self.russian(),
        }
    }

    fn english(&self) -> String {
        let basis = |basis: &Basis| basis.words(Language::English);
        match self {
            Self::FileAdded(name) => format!("{}: NOT IN THE RECEIPT", plain(name)),
            Self::FileMissing(entry) => format!("a file is missing: {}", recorded(entry)),
            Self::Request => "the request is not the one that was used".to_owned(),
            Self::Roster(hash) => format!("the folder of trust has no roster {}", plain(hash)),
            Self::NotInForce { recorded, in_force } => format!(
                "version {recorded} of the roster was used, and in the folder of trust version {in_force} was in force then"
            ),
            Self::Changed(what) => format!("{} is another than then", basis(what)),
            Self::Missing(what) => format!("{} is missing", basis(what)),
            Self::Added(what) => format!("{} was not there then", basis(what)),
            Self::Verdict { name, recorded, given } => {
                format!("{}: recorded is {}, and it is {}", plain(name), verdict(recorded), verdict(given))
            }
        }
    }

    fn russian(&self) -> String {
        let basis = |basis: &Basis| basis.words(Language::Russian);
        match self {
            Self::FileAdded(name) => format!("{}: НЕТ В КВИТАНЦИИ", plain(name)),
            Self::FileMissing(entry) => format!("нет файла: {}", recorded(entry)),
            Self::Request => "запрос не тот, по которому проверяли".to_owned(),
            Self::Roster(hash) => format!("в папке доверия нет списка участников {}", plain(hash)),
            Self::NotInForce { recorded, in_force } => format!(
                "проверяли по списку участников версии {recorded}, а в папке доверия тогда действовала версия {in_force}"
            ),
            Self::Changed(what) => format!("не то, что было тогда: {}", basis(what)),
            Self::Missing(what) => format!("не хватает: {}", basis(what)),
            Self::Added(what) => format!("тогда не было: {}", basis(what)),
            Self::Verdict { name, recorded, given } => {
                format!("{}: записано {}, а выходит {}", plain(name), verdict(recorded), verdict(given))
            }
        }
    }

    /// JSON for programs.
    pub fn as_json(&self) -> Value {
        let code = self.code();
        match self {
            Self::FileAdded(name) => json!({"code": code, "file": name}),
            Self::FileMissing(entry) => json!({"code": code, "recorded": entry_json(entry)}),
            Self::Request => json!({"code": code}),
            Self::Roster(hash) => json!({"code": code, "hash": hash}),
            Self::NotInForce { recorded, in_force } => {
                json!({"code": code, "recorded": recorded, "in_force": in_force})
            }
            Self::Changed(basis) | Self::Missing(basis) | Self::Added(basis) => {
                json!({"code": code, "input": basis.to_string()})
            }
            Self::Verdict { name, recorded, given } => {
                json!({"code": code, "file": name, "recorded": entry_json(recorded), "given": entry_json(given)})
            }
        }
    }
}

impl NotCompared {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::OtherFiles(_) => "other-files",
            Self::Unreadable(_) => "unreadable",
            Self::LeftAlone(..) => "left-alone",
            Self::Request => "request",
            Self::Withdrawals(_) => "withdrawals",
            Self::Trust => "trust",
            Self::Roster(_) => "roster",
            Self::Replayed(_) => "replayed",
            Self::Verdicts => "verdicts",
            Self::FirstEdition => "earlier-format",
        }
    }

    /// Words for people.
    pub fn words(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::Russian => self.russian(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Files => "the files: name them, or their folder".to_owned(),
            Self::OtherFiles(count) => format!("other files of the receipt, which were not named: {count}"),
            Self::Unreadable(count) => format!("files that could not be read then and have no hash: {count}"),
            Self::LeftAlone(then, now) => {
                format!("files of other kinds, which are never verified: {} lay there then, {now} now", plain(then))
            }
            Self::Request => "the request: give it with --request".to_owned(),
            Self::Withdrawals(count) => format!("withdrawals: give them with --withdrawal: {count}"),
            Self::Trust => "the roster, heads, status files and evidence: give a copy of the folder of trust as it \
                            was, with --trust"
                .to_owned(),
            Self::Roster(version) => format!(
                "whether version {version} of the roster was in force: the folder of trust does not hold the versions of then"
            ),
            Self::Replayed(count) => format!("what yearly secrets showed; logs that were asked for: {count}"),
            Self::Verdicts => {
                "the verdicts: they are given again where all that they rested on is here and as recorded".to_owned()
            }
            Self::FirstEdition => {
                "withdrawals, evidence of two histories, cosignatures and proofs, replayed logs, what \
                                   came twice, and with them the verdicts: a receipt of the earlier format does not \
                                   name them"
                    .to_owned()
            }
        }
    }

    fn russian(&self) -> String {
        match self {
            Self::Files => "файлы: назовите их или их папку".to_owned(),
            Self::OtherFiles(count) => format!("другие файлы квитанции, которые не названы: {count}"),
            Self::Unreadable(count) => format!("файлы, которые тогда не читались и записаны без хеша: {count}"),
            Self::LeftAlone(then, now) => {
                format!("файлы других видов, которые не проверяются: тогда {}, сейчас {now}", plain(then))
            }
            Self::Request => "запрос: укажите его в --request".to_owned(),
            Self::Withdrawals(count) => format!("отзывы согласий: укажите их в --withdrawal: {count}"),
            Self::Trust => {
                "список участников, состояния журналов и документов, доказательства: укажите в --trust копию \
                            папки доверия того времени"
                    .to_owned()
            }
            Self::Roster(version) => format!(
                "действовала ли тогда версия {version} списка участников: в папке доверия нет версий того времени"
            ),
            Self::Replayed(count) => format!("что показали годовые секреты; журналов, о которых шла речь: {count}"),
            Self::Verdicts => {
                "вердикты: они выносятся заново, когда всё, на чём они основаны, на месте и не изменилось".to_owned()
            }
            Self::FirstEdition => {
                "отзывы согласий, доказательства двух историй, подписи свидетелей и доказательства к \
                                   состояниям, прочитанные заново журналы, повторы, а с ними и вердикты: квитанция \
                                   прежнего формата их не называет"
                    .to_owned()
            }
        }
    }
}

fn recorded(entry: &ReceiptEntry) -> String {
    format!("{} {}", entry.hash.as_ref().map_or_else(|| NONE.to_owned(), |hash| hex(hash)), verdict(entry))
}

/// Colour, reasons and twins, as the receipt has them.
pub fn verdict(entry: &ReceiptEntry) -> String {
    let twins = if entry.twins == NONE { String::new() } else { format!(" {}", entry.twins) };
    plain(&format!("{} {}{twins}", entry.colour, entry.codes)).to_string()
}

/// A listed file for programs.
fn entry_json(entry: &ReceiptEntry) -> Value {
    json!({
        "sha256": entry.hash.as_ref().map(|hash| hex(hash)), "colour": entry.colour, "codes": entry.codes,
        "twins": entry.twins,
    })
}
