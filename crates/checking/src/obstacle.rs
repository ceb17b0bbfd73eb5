//! Reasons for which there is no verdict on a file, in two sentences.

use crate::pictures::{PictureFault, PictureFaultKind};
use attestat_credential::presentation::packing::PackError;
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;
use attestat_words::plain::plain;

/// Obstacle between a file and its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The system gave an error.
    Unreadable(String),
    /// Another file lies there than a moment ago.
    Changed,
    /// The file is longer than anything that is verified.
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// An entry of an archive under a password.
    Encrypted,
    /// An entry packed by a method other than deflate.
    UnknownPacking,
    /// An entry that does not unpack to what the archive says.
    DamagedEntry,
    /// A picture without a code that can be read.
    NoCode(PictureFault),
    /// Codes that are no presentation, or not all of one.
    BadFrames(PackError),
    /// A file of another kind.
    OtherKind(ForeignKind),
    /// A document or presentation of a format that this version does not know.
    NewerFormat(String),
    /// Not all codes of a set are there.
    CodesMissing(CodesMissing),
    /// An archive or a letter that was not opened.
    Unopened(Unopened),
}

/// A set of codes of which some are nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesMissing {
    /// The set that its codes say that they are of.
    pub set: [u8; 4],
    /// The number of its codes.
    pub count: u8,
    /// Those that are missing, from 1.
    pub missing: Vec<u8>,
    /// Those that are there, from 1, each with its file.
    pub there: Vec<(u8, String)>,
}

impl CodesMissing {
    fn numbers(&self) -> String {
        self.missing.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
    }

    fn files(&self) -> String {
        let each = self.there.iter().map(|(number, file)| format!("{number} – {}", plain(file)));
        each.collect::<Vec<_>>().join("; ")
    }
}

/// The reason why an archive or a letter is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unopened {
    /// There are more entries, parts or bytes than are looked at.
    TooMuch,
    /// The file lies in too many others.
    TooDeep,
    /// The file is not what its name says; with the reason.
    NoArchive(String),
}

/// Kinds of files that people send instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKind {
    /// Nothing in it.
    Empty,
    /// A PDF.
    Pdf,
    /// A web page.
    Page,
    /// An archive, or a document of an office program, which is one.
    Archive,
    /// A document of an older office program.
    Office,
    /// A picture of a kind that is not read.
    Picture,
    /// Anything else that is no text.
    Unknown,
}

impl ForeignKind {
    const fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("The file is empty.", "Ask for it again: it was lost on the way."),
            Self::Pdf => ("This is a PDF.", "Ask for the .attestat file; a PDF proves nothing here."),
            Self::Page => ("This is a web page.", "Ask for the file itself: a page was saved in its place."),
            Self::Archive => (
                "This is an archive, or a document of an office program.",
                "Unpack it into a folder and verify the folder; ask for the .attestat file if there is none in it.",
            ),
            Self::Office => ("This is a document of an office program.", "Ask for the .attestat file."),
            Self::Picture => (
                "This is a picture of a kind that is not read.",
                "Save it as PNG or JPEG, or ask for the .attestat file.",
            ),
            Self::Unknown => ("This is neither a document nor a picture.", "Ask for the .attestat file."),
        }
    }

    const fn russian(self) -> (&'static str, &'static str) {
        match self {
            Self::Empty => ("Файл пуст.", "Попросите прислать его ещё раз: он потерялся по дороге."),
            Self::Pdf => ("Это PDF.", "Попросите файл .attestat: PDF здесь ничего не подтверждает."),
            Self::Page => ("Это веб-страница.", "Попросите сам файл: вместо него сохранили страницу."),
            Self::Archive => (
                "Это архив или документ офисной программы.",
                "Распакуйте его в папку и проверьте папку; если файла .attestat там нет, попросите его.",
            ),
            Self::Office => ("Это документ офисной программы.", "Попросите файл .attestat."),
            Self::Picture => (
                "Это картинка, которая здесь не читается.",
                "Сохраните её как PNG или JPEG или попросите файл .attestat.",
            ),
            Self::Unknown => ("Это не документ и не картинка.", "Попросите файл .attestat."),
        }
    }
}

impl Obstacle {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file-unreadable",
            Self::Changed => "file-changed",
            Self::TooLong { .. } => "file-too-long",
            Self::Encrypted => "entry-encrypted",
            Self::UnknownPacking => "entry-packing",
            Self::DamagedEntry => "entry-damaged",
            Self::NoCode(_) => "no-code",
            Self::BadFrames(_) => "codes-incomplete",
            Self::OtherKind(_) => "other-kind",
            Self::NewerFormat(_) => "newer-format",
            Self::CodesMissing(_) => "codes-incomplete",
            Self::Unopened(_) => "archive-not-opened",
        }
    }

    /// The event and the next step, in words.
    pub fn words(&self, language: Language) -> (String, &'static str) {
        match language {
            Language::English => self.english(),
            Language::Russian => self.russian(),
        }
    }

    fn english(&self) -> (String, &'static str) {
        match self {
            Self::Unreadable(why) => {
                (format!("The file could not be read: {why}."), "See whether it is there and you may read it.")
            }
            Self::Changed => (
                "The file changed while the others were read.".to_owned(),
                "Wait until nobody writes it any more and run the command again.",
            ),
            Self::TooLong { limit } => (
                format!("The file is longer than the {limit} bytes that a document or presentation can have."),
                "See whether it is the right file.",
            ),
            Self::Encrypted => (
                "The entry of the archive is encrypted.".to_owned(),
                "Unpack the archive with its password into a folder and verify the folder.",
            ),
            Self::UnknownPacking => (
                "The entry is packed in a way that is not read here.".to_owned(),
                "Unpack the archive into a folder and verify the folder.",
            ),
            Self::DamagedEntry => {
                ("The entry of the archive is damaged.".to_owned(), "Ask for the file, or for the archive, again.")
            }
            Self::NoCode(why) => (
                format!("No code could be read in the picture: {why}."),
                "Ask for the file instead, or scan the code again, straight on and sharp.",
            ),
            Self::OtherKind(kind) => (kind.english().0.to_owned(), kind.english().1),
            Self::NewerFormat(format) => (
                format!("The file is of the format {}, which this version does not know.", plain(format)),
                "Get the newest version of this program.",
            ),
            Self::BadFrames(why) => (
                format!("The codes are not a whole presentation: {why}."),
                "Ask for the pictures again, or for the file.",
            ),
            Self::CodesMissing(lack) => (
                format!(
                    "Of the {} codes of the set {}, these are in no picture: {}. There are: {}.",
                    lack.count,
                    hex(&lack.set),
                    lack.numbers(),
                    lack.files()
                ),
                "Ask for the missing pictures, put them to the others, and verify all together; or ask for the file.",
            ),
            Self::Unopened(why) => match why {
                Unopened::TooMuch => (
                    "More is in it than is opened: 65,535 files, 4 GiB on the disk, 64 MiB inside another. Or it brings most of what is too much for one run: a million files, 256 MiB of codes.".to_owned(),
                    "Unpack it into a folder and verify the folder.",
                ),
                Unopened::TooDeep => (
                    "It lies inside others, deeper than is looked.".to_owned(),
                    "Unpack the outer one into a folder and verify the folder.",
                ),
                Unopened::NoArchive(why) => (
                    format!("It cannot be read as a zip archive: {}.", plain(why)),
                    "Ask for it again, or unpack it into a folder and verify the folder.",
                ),
            },
        }
    }

    fn russian(&self) -> (String, &'static str) {
        match self {
            Self::Unreadable(why) => (
                format!("Файл не удалось прочитать: {why}."),
                "Проверьте, на месте ли он и есть ли у вас право его читать.",
            ),
            Self::Changed => (
                "Файл изменился, пока читались остальные.".to_owned(),
                "Дождитесь, пока его допишут, и запустите команду ещё раз.",
            ),
            Self::TooLong { limit } => (
                format!("Файл длиннее {limit} байт — больше, чем занимает любой документ."),
                "Проверьте, тот ли это файл.",
            ),
            Self::Encrypted => {
                ("Файл в архиве зашифрован.".to_owned(), "Распакуйте архив с паролем в папку и проверьте папку.")
            }
            Self::UnknownPacking => (
                "Файл в архиве сжат способом, который здесь не читается.".to_owned(),
                "Распакуйте архив в папку и проверьте папку.",
            ),
            Self::DamagedEntry => {
                ("Файл в архиве повреждён.".to_owned(), "Попросите прислать файл или весь архив ещё раз.")
            }
            Self::NoCode(why) => (
                format!("На картинке не удалось прочитать код: {}.", code_russian(why)),
                "Попросите сам файл или отсканируйте код ещё раз, прямо и резко.",
            ),
            Self::OtherKind(kind) => (kind.russian().0.to_owned(), kind.russian().1),
            Self::NewerFormat(format) => (
                format!("Файл в формате {}, которого эта версия не знает.", plain(format)),
                "Установите новейшую версию программы.",
            ),
            Self::BadFrames(why) => (
                format!("Коды не складываются в целый файл: {}.", pack_russian(why)),
                "Попросите картинки ещё раз или сам файл.",
            ),
            Self::CodesMissing(lack) => (
                format!(
                    "В наборе {} кодов: {}. Ни на одной картинке нет: {}. Есть: {}.",
                    hex(&lack.set),
                    lack.count,
                    lack.numbers(),
                    lack.files()
                ),
                "Попросите недостающие картинки, положите их к остальным и проверьте всё вместе; или попросите сам файл.",
            ),
            Self::Unopened(why) => match why {
                Unopened::TooMuch => (
                    "В нём больше, чем открывается: 65 535 файлов, 4 ГиБ на диске, 64 МиБ внутри другого. Или из него больше всего того, что не вмещает одна проверка: миллион файлов, 256 МиБ кодов.".to_owned(),
                    "Распакуйте его в папку и проверьте папку.",
                ),
                Unopened::TooDeep => (
                    "Он лежит внутри других глубже, чем просматривается.".to_owned(),
                    "Распакуйте внешний архив в папку и проверьте папку.",
                ),
                Unopened::NoArchive(_) => (
                    "Это не читается как архив zip.".to_owned(),
                    "Попросите прислать его ещё раз или распакуйте его в папку и проверьте папку.",
                ),
            },
        }
    }
}

fn code_russian(fault: &PictureFault) -> &'static str {
    match fault.kind {
        PictureFaultKind::TooLarge => "в ней слишком много точек",
        PictureFaultKind::NoCode => "кода на ней не видно",
        PictureFaultKind::Damaged => "это не исправный PNG или JPEG",
    }
}

fn pack_russian(error: &PackError) -> String {
    match error {
        PackError::Missing { count, missing } => {
            let list: Vec<String> = missing.iter().map(usize::to_string).collect();
            let word = if missing.len() == 1 { "кода" } else { "кодов" };
            format!("из {count} кодов нет {word} {}", list.join(", "))
        }
        PackError::Mixed(at) => format!("код {at} — из другого набора, чем первый"),
        PackError::OtherKind(at) => format!("код {at} — не документы"),
        PackError::Newer(at) => format!("код {at} записан более новой программой"),
        PackError::Foreign(at) => format!("код {at} — не из этой системы"),
        PackError::Nothing | PackError::Damaged | PackError::TooLong(_) => {
            "они повреждены или прочитаны неверно".to_owned()
        }
        PackError::NotPackable(_) | PackError::TooLarge => "в них слишком много данных".to_owned(),
    }
}
