//! Remarks about an answer that an earlier run has accepted. Its colour stays: a verdict comes from the files and from
//! what is trusted, and can be given again by whoever has these (docs/decisions/0066).

use super::judge::{Judged, Judgement};
use crate::clock;
use crate::failure::Failure;
use crate::output::Output;
use crate::trust::{Before, Given, QuestionId, Same};
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;
use serde_json::{Value, json};

/// Digits of a hash that are shown: enough to find it in the table of then.
const DIGITS: usize = 16;

/// An answer as it came, if the file is one; with the end of its consent.
pub(super) fn given(judged: &Judged, question: QuestionId) -> Option<(Given, u64)> {
    let Judgement::Presentation(verdict, _) = &judged.judgement else { return None };
    let consent = &verdict.terms.as_ref()?.consent;
    Some((Given::new(judged.answer?, &consent.id, question, judged.hash?), consent.expires))
}

const fn code(what: Same) -> &'static str {
    match what {
        Same::File => "same-file",
        Same::Answer => "same-answer",
        Same::AnswerToAnother => "same-answer-to-another",
        Same::Consent => "same-consent",
    }
}

/// Returns true if somebody has to look: nobody has where a check is run again.
pub(super) fn is_remarkable(before: &Before) -> bool {
    before.what != Same::File
}

/// The remark in words.
pub(super) fn words(before: &Before, language: Language) -> String {
    let (time, digits) = (clock::shown(before.time), hex(&before.file));
    let file = digits.get(..DIGITS).unwrap_or_default();
    match (language, before.what) {
        (Language::English, Same::File) => format!("The same answer as on {time}, in the same file."),
        (Language::English, Same::Answer) => {
            format!("The same answer as on {time}, in another file then: SHA-256 {file}….")
        }
        (Language::English, Same::AnswerToAnother) => format!(
            "The same answer as on {time} in the file with SHA-256 {file}…, held against another request or name then."
        ),
        (Language::English, Same::Consent) => {
            format!("Another answer than on {time}, under the same consent: see the file with SHA-256 {file}… of then.")
        }
        (Language::Russian, Same::File) => format!("Тот же ответ, что и {time}, в том же файле."),
        (Language::Russian, Same::Answer) => {
            format!("Тот же ответ, что и {time}, но тогда в другом файле: SHA-256 {file}….")
        }
        (Language::Russian, Same::AnswerToAnother) => format!(
            "Тот же ответ, что и {time} в файле с SHA-256 {file}…, но тогда он проверялся по другому запросу или имени."
        ),
        (Language::Russian, Same::Consent) => {
            format!("Не тот ответ, что {time}, а согласие то же: сравните с файлом того дня, SHA-256 {file}….")
        }
    }
}

/// The remark for programs.
pub(super) fn as_json(before: Option<&Before>) -> Value {
    before.map_or(
        Value::Null,
        |before| json!({"code": code(before.what), "time": clock::iso(before.time), "sha256": hex(&before.file)}),
    )
}

/// Warns that the answers of this run are not remembered, or those of earlier ones not known.
pub(super) fn warn(failure: &Failure, out: &Output) {
    let words = match out.language() {
        Language::English => format!("Accepted answers are not remembered: {} {}", failure.what, failure.todo),
        Language::Russian => format!("Принятые ответы не запоминаются: {} {}", failure.what, failure.todo),
    };
    out.warning(&words);
}
