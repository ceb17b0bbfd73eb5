//! Remarks about an answer that an earlier run has accepted. Its colour stays: a verdict comes from the files and from
//! what is trusted, and can be given again by whoever has these (docs/decisions/0066).

use crate::accepted::{AnswerId, EarlierAnswer, GivenAnswer, QuestionId, SamePart};
use crate::judge::{JudgedFile, Judgement};
use attestat_ledger::encoding::hex;
use attestat_words::language::Language;
use attestat_words::text::Text;
use attestat_words::{dates, text, timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Digits of a hash that are shown: enough to find it in the table of then.
const DIGITS: usize = 16;

/// The consent of a presentation that could be read to its terms, and the answer that it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenConsent {
    answer: AnswerId,
    consent: [u8; 16],
    file: [u8; 32],
    /// End of the consent, in Unix seconds.
    pub end: u64,
}

impl GivenConsent {
    /// The consent of a file; none where it is no presentation, or could not be read so far.
    pub fn of(judged: &JudgedFile) -> Option<Self> {
        let Judgement::Presentation(verdict, _) = &judged.judgement else { return None };
        let consent = &verdict.terms.as_ref()?.consent;
        Some(Self { answer: judged.answer?, consent: consent.id, file: judged.hash?, end: consent.expires })
    }

    /// The answer to a question.
    pub fn to(&self, question: QuestionId) -> GivenAnswer {
        GivenAnswer::new(self.answer, &self.consent, question, self.file)
    }
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
pub fn words(before: &EarlierAnswer) -> Text {
    let (time, digits) = (dates::moment(before.time, Language::English), hex(&before.file));
    let file = digits.get(..DIGITS).unwrap_or_default();
    match before.what {
        SamePart::File => text!("before-same-file", time = time),
        SamePart::Answer => text!("before-same-answer", time = time, file = file),
        SamePart::AnswerToAnother => text!("before-answer-to-another", time = time, file = file),
        SamePart::Consent => text!("before-same-consent", time = time, file = file),
    }
}

/// The remark for programs.
pub fn as_json(before: Option<&EarlierAnswer>) -> Value {
    before.map_or(
        Value::Null,
        |before| json!({"code": code(before.what), "time": timestamp::write(before.time), "sha256": hex(&before.file)}),
    )
}
