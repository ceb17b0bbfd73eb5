//! Questions of the flows, as they are asked.

use crate::flow::Question;
use attestat_ledger::roster::digits;
use attestat_words::text;
use attestat_words::text::Text;

/// The next step for a question that `--yes` does not answer.
pub fn without_terminal(question: &Question) -> Option<Text> {
    match question {
        Question::LetterElsewhere { .. } => Some(text!("question-terminal")),
        Question::CompareRoster(_) => Some(text!("question-compare")),
        _ => None,
    }
}

/// A question in words.
pub fn words(question: &Question) -> Text {
    match question {
        Question::LetterElsewhere { registry, known, given } => {
            text!("question-letter-elsewhere", registry = registry.as_str(), known = known, given = given)
        }
        Question::TwoSchools { registry, alike } => {
            text!("question-two-schools", registry = registry.as_str(), alike = alike.as_str())
        }
        Question::CompareRoster(found) => {
            text!("question-compare-roster", found = found.to_string(), digits = digits(&found.0))
        }
        Question::ShareCondemned => text!("question-share-condemned"),
        Question::Share => text!("question-share"),
        Question::GiveYears => text!("question-give-years"),
        Question::ShowOptional(_) => "".into(),
    }
}
