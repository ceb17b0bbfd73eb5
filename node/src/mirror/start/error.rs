//! Errors of the start: the reasons why a registry stays read-only.

use crate::writer::store_words::store_words;
use attestat_store::log::StoreError;
use attestat_words::text;
use attestat_words::text::Text;

/// Reason for which a registry stays read-only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub enum StartError {
    /// The disk or the guard failed.
    Store(#[from] StoreError),
    /// The log has two histories.
    Contradicted(u64),
    /// The suffix that was sealed is nowhere.
    SuffixLost {
        /// Size in the guard.
        sealed: u64,
        /// The most that a mirror holds.
        held: u64,
    },
    /// Recovery ended before everything was here.
    NotRecovered {
        /// Records that were signed.
        size: u64,
        /// Records that are here.
        held: u64,
        /// Standing of the log.
        why: String,
    },
    /// The guard is missing and nobody allowed a new one.
    NoGuard(Text),
    /// The guard is missing and nobody can say how far the log was signed.
    NobodyVouches(Text),
    /// A decision or head that must be on record could not be put there.
    NoRecord(String),
    /// The record of signed heads cannot be read.
    UnreadableRecord(String),
    /// The node is stopping.
    Stopping,
}

impl StartError {
    /// Returns the reason for a person.
    pub fn text(&self) -> Text {
        match self {
            Self::Store(error) => store_words(error),
            Self::Contradicted(size) => text!("start-contradicted", size = *size),
            Self::SuffixLost { sealed, held } => text!("start-suffix-lost", sealed = *sealed, held = *held),
            Self::NotRecovered { size, held, why } => {
                let why = text!("fault-detail", detail = why.as_str());
                text!("start-not-recovered", size = *size, held = *held, why = why)
            }
            Self::NoGuard(why) => why.clone(),
            Self::NobodyVouches(why) => text!("start-nobody-vouches", why = why.clone()),
            Self::NoRecord(why) => text!("start-no-record", why = why.as_str()),
            Self::UnreadableRecord(why) => text!("start-unreadable-record", why = why.as_str()),
            Self::Stopping => text!("start-stopping"),
        }
    }

    pub(super) fn no_record(error: std::io::Error) -> Self {
        Self::NoRecord(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_words::english::english_words;
    use attestat_words::language::Language;

    /// A new kind does not compile before it is here.
    #[test]
    fn each_reason_for_which_nothing_is_written_is_told_in_russian() {
        let after = |error: &StartError| {
            Some(match error {
                StartError::Store(_) => StartError::Contradicted(7),
                StartError::Contradicted(_) => StartError::SuffixLost { sealed: 9, held: 7 },
                StartError::SuffixLost { .. } => {
                    StartError::NotRecovered { size: 9, held: 7, why: "The log is followed.".to_owned() }
                }
                StartError::NotRecovered { .. } => StartError::NoGuard(text!("guard-missing", path = "guard/one")),
                StartError::NoGuard(why) => StartError::NobodyVouches(why.clone()),
                StartError::NobodyVouches(_) => StartError::NoRecord("it is full".to_owned()),
                StartError::NoRecord(_) => StartError::UnreadableRecord("it is damaged".to_owned()),
                StartError::UnreadableRecord(_) => StartError::Stopping,
                StartError::Stopping => return None,
            })
        };
        for error in core::iter::successors(Some(StartError::Store(StoreError::WrongKey)), after) {
            let russian = error.text().told(Language::Russian);
            assert!(russian.contains(|letter| ('а'..='я').contains(&letter)), "{russian}");
            assert_eq!(english_words(&russian), Vec::<String>::new(), "{russian}");
            assert_eq!(error.text().to_string(), error.to_string());
        }
    }
}
