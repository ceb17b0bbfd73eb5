//! The node's objections, in the words of the registrar's language, with the cell that each is about.

use super::questions::MAY_BE_LOST;
use crate::render::person;
use attestat_sheets::{CellLocator, RowId};
use attestat_words::language::{Choose as _, Language};
use attestat_words::plain::plain;
use zeroize::Zeroizing;

/// The word for a row whose document was issued before and is revoked.
pub(super) const REVOKED_BEFORE: &str = "revoked-before";
/// The word for a row whose document was issued before and does not decrypt.
pub(super) const UNREADABLE: &str = "unreadable";

/// The word for a row whose document was replaced by one that is in force.
pub(super) const REPLACED: &str = "replaced";

/// One objection as the node sent it.
pub(super) struct Objection {
    /// Code of the objection in one word; empty where only the node's words say it.
    pub(super) code: String,
    /// The draft's field.
    pub(super) field: String,
    /// The document that is in the way; 0 where none is.
    pub(super) slot: u32,
    /// The row that is in the way.
    pub(super) other: Option<RowId>,
    /// The pupil whom the node knows.
    pub(super) known: Zeroizing<Vec<u8>>,
    /// The number of that pupil, where the question is about it.
    pub(super) known_number: Zeroizing<String>,
    /// The node's own words.
    pub(super) words: String,
}

impl std::fmt::Debug for Objection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objection({}, redacted)", self.code)
    }
}

impl Objection {
    /// The objection for a person, behind its cell.
    pub(super) fn told(&self, row: RowId, places: &CellLocator, language: Language) -> String {
        let cell = places.cell(row, &self.field).map_or_else(String::new, |cell| format!("{cell}: "));
        cell + &self.said(places, language)
    }

    /// The objection for a person.
    pub(super) fn said(&self, places: &CellLocator, language: Language) -> String {
        let said = match language {
            Language::English => Some(self.in_english()),
            Language::Russian => self.in_russian(places),
        };
        format!("{}{}", said.as_deref().unwrap_or(&self.words), self.who(language))
    }

    /// The pupil whom the node knows there.
    fn who(&self, language: Language) -> String {
        let Some(mut person) = person::shown(&self.known, language) else { return String::new() };
        if !self.known_number.is_empty() {
            let number = plain(&self.known_number);
            person.push_str(&language.choose(format!(", number {number}"), format!(", номер {number}")));
        }
        match language {
            Language::English => format!(" Known there: {person}."),
            Language::Russian => format!(" Там значится: {person}."),
        }
    }

    fn in_english(&self) -> String {
        match self.code.as_str() {
            "name-differs" => format!("{} If the sheet is wrong, correct the name in the sheet.", self.words),
            MAY_BE_LOST => "may have been issued before, as documents that this node's vault lost: they would be issued a second time. Compare with the files of then, and take those rows out of the sheet that were issued.".to_owned(),
            _ => self.words.clone(),
        }
    }

    fn in_russian(&self, places: &CellLocator) -> Option<String> {
        let by = match (self.other, self.slot) {
            (Some(row), _) => format!("в строке {}", places.row(row)),
            (None, slot) => format!("у документа {slot}"),
        };
        let paper = "Перепишите с бумаги; если ошибка в другом документе, сначала исправьте или отзовите его.";
        Some(match self.code.as_str() {
            "name-differs" => "под этим учеником значится другое имя с той же датой рождения. Если это тот же ребёнок, подтвердите (--same-pupil), иначе исправьте номер. Если ошибка в таблице, исправьте имя в ней.".to_owned(),
            "birth-date-differs" => "под этим учеником значится другая дата рождения с тем же именем. Если это тот же ребёнок, подтвердите (--same-pupil), иначе исправьте номер или дату.".to_owned(),
            "other-person" => "под этим учеником значится другой ребёнок: и имя, и дата рождения другие. У каждого ученика должен быть свой номер.".to_owned(),
            "person-unknown" => "письмо для этого ученика сделано до первого документа, и не сказано, для кого. Если это тот ребёнок, у чьей семьи письмо, подтвердите (--same-pupil), иначе исправьте номер.".to_owned(),
            "person-unreadable" => "имя и дата рождения этого ученика повреждены в хранилище узла. Если это тот ребёнок, чей номер или чьё имя указаны, подтвердите (--same-pupil), иначе исправьте номер.".to_owned(),
            "unreadable" => "нужная запись хранилища узла повреждена. Остальные строки можно выдать без этой; хранилище восстанавливают из резервной копии.".to_owned(),
            "known-by-number" => "это имя с этой датой рождения значится под номером ученика. Если это тот же ребёнок, впишите номер или подтвердите (--same-pupil).".to_owned(),
            "known-by-name" => "это имя с этой датой рождения уже значится без номера. Если это тот же ребёнок, подтвердите (--same-pupil): номер станет его номером. Если это другой ребёнок, укажите это (--other-pupil).".to_owned(),
            "known-by-other-number" => "это имя с этой датой рождения значится под другим номером ученика. Если номер записан с ошибкой, исправьте его. Если это тот же ребёнок с новым номером, подтвердите (--same-pupil): оба номера будут означать его. Если это другой ребёнок, укажите это (--other-pupil).".to_owned(),
            MAY_BE_LOST => "возможно, уже выданы как документы, которые хранилище этого узла утратило: они были бы выданы второй раз. Сверьтесь с файлами того времени и уберите из таблицы строки, которые были выданы.".to_owned(),
            "was-erased" => "то, что хранилось об этом ученике, уничтожено по желанию семьи. Выдавайте заново, только если семья об этом просит или это другой ребёнок: тогда подтвердите (--same-pupil); иначе уберите строку.".to_owned(),
            "namesakes" => "это имя с этой датой рождения значится у нескольких учеников. Впишите номер того, кто имеется в виду, или объедините их (attestat pupil merge). Если в строке есть номер и это ещё один ребёнок, укажите это (--other-pupil).".to_owned(),
            "original-taken" => format!("подлинник такого аттестата у этого ученика уже есть: {by}. Отметьте этот как дубликат, исправьте тот (attestat reissue) или сначала отзовите его."),
            "blank-taken" | "supplement-taken" => format!("этот номер бланка уже есть {by}. {paper}"),
            "registration-taken" => format!("этот регистрационный номер того же года и вида уже есть {by}. {paper}"),
            "number-taken" => format!("этот номер уже есть {by}, а такой документ — одного человека. {paper}"),
            "participant-taken" => format!("это УИН другого ученика, {by}. Перепишите УИН этого участника."),
            "same-document" => format!("такой документ этого ученика (вид, название, день и номер) уже есть {by}. Оставьте верный из двух."),
            _ => return None,
        })
    }
}
