//! The list of accepted answers in the folder of trust ([`attestat_checking::accepted`]): for its owner alone.

use super::TrustStore;
use crate::files::disk::{self, Readers};
use crate::render::failure::Failure;
use attestat_checking::accepted::{ANSWERS_BYTES_MAX, AcceptedAnswers};
use attestat_words::text;
use rustix::fs::FlockOperation;
use std::fs::File;

impl TrustStore {
    /// The answers that were accepted.
    pub(crate) fn answers(&self) -> Result<AcceptedAnswers, Failure> {
        let path = self.path().join("answers");
        let Some(bytes) = disk::read_if_there(&path, ANSWERS_BYTES_MAX)? else {
            return Ok(AcceptedAnswers::default());
        };
        AcceptedAnswers::parse(&bytes).ok_or_else(|| {
            let what = text!("trust-spoilt-answers", path = &path);
            Failure::config("spoilt-answers", what, text!("trust-spoilt-answers.next"))
        })
    }

    /// Adds the answers that this run has accepted to those that others have written meanwhile, and forgets those that
    /// have ended.
    pub(crate) fn keep_answers(&self, answers: &AcceptedAnswers, now: u64) -> Result<(), Failure> {
        if !answers.has_new() {
            return Ok(());
        }
        let path = self.path().join("answers.lock");
        let cannot = |error: std::io::Error| Failure::internal(format!("{}: {error}", path.display()));
        let lock = File::options().write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        // Held for as long as a file takes to be written.
        rustix::io::retry_on_intr(|| rustix::fs::flock(&lock, FlockOperation::LockExclusive))
            .map_err(|error| cannot(error.into()))?;
        let text = answers.to_text_with(self.answers()?, now);
        disk::write(&self.path().join("answers"), text.as_bytes(), Readers::Owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attestat_checking::accepted::{AnswerId, GivenAnswer, QuestionId, SamePart};
    use std::os::unix::fs::PermissionsExt as _;

    fn given(answer: u8, consent: u8, question: u8, file: u8) -> GivenAnswer {
        let question = QuestionId::of(Some(&[question; 32]), None);
        GivenAnswer::new(AnswerId::of_documents(&[[answer; 32]]), &[consent; 16], question, [file; 32])
    }

    fn store() -> (tempfile::TempDir, TrustStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = TrustStore::at(Some(folder.path())).unwrap();
        (folder, store)
    }

    /// A run at a moment that accepts these.
    fn run(store: &TrustStore, now: u64, end: u64, all: &[GivenAnswer]) {
        let mut answers = store.answers().unwrap();
        all.iter().for_each(|given| answers.accept(*given, now, end));
        store.keep_answers(&answers, now).unwrap();
    }

    #[test]
    fn an_answer_is_known_again_by_what_it_has_in_common() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1)]);
        let answers = store.answers().unwrap();
        let before = |given| answers.before(&given).map(|before| (before.what, before.time, before.file[0]));
        assert_eq!(before(given(1, 1, 1, 1)), Some((SamePart::File, 5, 1)));
        assert_eq!(before(given(1, 1, 1, 2)), Some((SamePart::Answer, 5, 1)));
        assert_eq!(before(given(1, 1, 2, 1)), Some((SamePart::AnswerToAnother, 5, 1)));
        assert_eq!(before(given(2, 1, 2, 2)), Some((SamePart::Consent, 5, 1)));
        assert_eq!(before(given(2, 2, 1, 2)), None);
        let mode = folder.path().join("answers").metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn an_accepted_answer_keeps_its_first_time_and_goes_once_its_consent_ended() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1), given(1, 1, 1, 1)]);
        let text = || std::fs::read_to_string(folder.path().join("answers")).unwrap();
        let first = text();
        run(&store, 6, 100, &[given(1, 1, 1, 2)]);
        assert_eq!(text(), first, "a repetition changes nothing");
        run(&store, 7, 300, &[given(2, 2, 1, 2)]);
        assert_eq!(text().lines().count(), 3);
        run(&store, 100, 300, &[given(3, 3, 1, 3)]);
        let answers = store.answers().unwrap();
        assert_eq!(answers.before(&given(1, 1, 1, 1)), None);
        assert_eq!(answers.before(&given(2, 2, 1, 2)).map(|before| before.time), Some(7));
    }

    #[test]
    fn runs_side_by_side_keep_what_each_has_accepted() {
        let (_folder, store) = store();
        std::thread::scope(|scope| {
            for number in 0..8 {
                let store = &store;
                scope.spawn(move || run(store, 5, 100, &[given(number, number, 1, number)]));
            }
        });
        let answers = store.answers().unwrap();
        assert!((0..8).all(|number| answers.before(&given(number, number, 1, number)).is_some()));
    }

    #[test]
    fn the_oldest_answers_go_where_the_list_is_full() {
        const ANSWERS_MAX: usize = 100_000;
        let (folder, store) = store();
        let one = |number: usize| {
            let (mut answer, mut consent) = ([0; 32], [0; 16]);
            answer[..8].copy_from_slice(&number.to_be_bytes());
            consent[..8].copy_from_slice(&number.to_be_bytes());
            let question = QuestionId::of(Some(&[1; 32]), None);
            GivenAnswer::new(AnswerId::of_documents(&[answer]), &consent, question, [1; 32])
        };
        run(&store, 5, u64::MAX, &(0..ANSWERS_MAX).map(one).collect::<Vec<_>>());
        run(&store, u64::MAX - 1, u64::MAX, &[one(ANSWERS_MAX)]);
        let answers = store.answers().unwrap();
        let text = std::fs::read_to_string(folder.path().join("answers")).unwrap();
        assert_eq!(text.lines().count(), 1 + ANSWERS_MAX);
        assert_eq!(answers.before(&one(0)), None);
        assert!(answers.before(&one(1)).is_some() && answers.before(&one(ANSWERS_MAX)).is_some());
    }

    #[test]
    fn a_file_that_somebody_changed_is_named_and_not_written_over() {
        let (folder, store) = store();
        run(&store, 5, 100, &[given(1, 1, 1, 1)]);
        let (path, mut answers) = (folder.path().join("answers"), store.answers().unwrap());
        answers.accept(given(2, 2, 1, 2), 6, 100);
        let whole = std::fs::read_to_string(&path).unwrap();
        for spoilt in [&whole[..whole.len() - 2], "", "attestat/answers/v1\n5 6 7\n", &format!("{whole}x\n")] {
            std::fs::write(&path, spoilt).unwrap();
            assert_eq!(store.answers().unwrap_err().code, "spoilt-answers", "{spoilt}");
            assert_eq!(store.keep_answers(&answers, 6).unwrap_err().code, "spoilt-answers");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), spoilt);
        }
    }
}
