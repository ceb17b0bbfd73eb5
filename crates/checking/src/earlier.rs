//! Remarks about an answer that an earlier run has accepted. Its colour stays: a verdict comes from the files and from
//! what is trusted, and can be given again by whoever has these (docs/decisions/0066).

use crate::accepted::{EarlierAnswer, GivenAnswer, QuestionId, SamePart};
use crate::judge::{JudgedFile, Judgement};
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;
use attestat_words::{dates, timestamp};
use serde_json::{Value, json};

/// Digits of a hash that are shown: enough to find it in the table of then.
const DIGITS: usize = 16;

/// An answer as it came, if the file is one; with the end of its consent.
pub fn given(judged: &JudgedFile, question: QuestionId) -> Option<(GivenAnswer, u64)> {
    let Judgement::Presentation(verdict, _) = &judged.judgement else { return None };
    let consent = &verdict.terms.as_ref()?.consent;
    Some((GivenAnswer::new(judged.answer?, &consent.id, question, judged.hash?), consent.expires))
}

const fn code(what: SamePart) -> &'static str {
    match what {
        SamePart::File => "same-file",
        SamePart::Answer => "same-answer",
        SamePart::AnswerToAnother => "same-answer-to-another",
        SamePart::Consent => "same-consent",
    }
}

/// Returns true if somebody has to look: nobody has where a check is run again.
pub fn is_remarkable(before: &EarlierAnswer) -> bool {
    before.what != SamePart::File
}

/// The remark in words.
pub fn words(before: &EarlierAnswer, language: Language) -> String {
    let (time, digits) = (dates::moment(before.time, Language::English), hex(&before.file));
    let file = digits.get(..DIGITS).unwrap_or_default();
    match (language, before.what) {
        (Language::English, SamePart::File) => format!("The same answer as on {time}, in the same file."),
        (Language::English, SamePart::Answer) => {
            format!("The same answer as on {time}, in another file then: SHA-256 {file}….")
        }
        (Language::English, SamePart::AnswerToAnother) => format!(
            "The same answer as on {time} in the file with SHA-256 {file}…, held against another request or name then."
        ),
        (Language::English, SamePart::Consent) => {
            format!("Another answer than on {time}, under the same consent: see the file with SHA-256 {file}… of then.")
        }
        (Language::Russian, SamePart::File) => format!("Тот же ответ, что и {time}, в том же файле."),
        (Language::Russian, SamePart::Answer) => {
            format!("Тот же ответ, что и {time}, но тогда в другом файле: SHA-256 {file}….")
        }
        (Language::Russian, SamePart::AnswerToAnother) => format!(
            "Тот же ответ, что и {time} в файле с SHA-256 {file}…, но тогда он проверялся по другому запросу или имени."
        ),
        (Language::Russian, SamePart::Consent) => {
            format!("Не тот ответ, что {time}, а согласие то же: сравните с файлом того дня, SHA-256 {file}….")
        }
    }
}

/// The remark for programs.
pub fn as_json(before: Option<&EarlierAnswer>) -> Value {
    before.map_or(
        Value::Null,
        |before| json!({"code": code(before.what), "time": timestamp::write(before.time), "sha256": hex(&before.file)}),
    )
}
