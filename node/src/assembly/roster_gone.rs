//! A log that others confirmed, in a folder whose roster is gone.

use attestat_store::log::Log;

/// Refuses to write a log that no roster in force lists, where others confirmed it before: they may know more of it than
/// this folder, and nobody is there to be asked.
pub(super) fn check(log: &Log) -> Result<(), String> {
    let confirmed = log.head().map(|head| head.is_some_and(|head| head.note().signatures().len() > 1));
    match confirmed {
        Ok(false) => Ok(()),
        Ok(true) => Err(
            "other schools have confirmed this log, and no roster in force here names them, so that nobody can say whether \
             this folder is an old copy. Put the signed roster back and start again: attestat-node pin DIR roster.note \
             --hash HASH"
                .to_owned(),
        ),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use crate::sample::{School, draft};
    use attestat_ledger::checkpoint::CheckpointNote;
    use attestat_ledger::cosignature::cosign;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_log_that_others_confirmed_waits_for_its_roster() {
        let school = School::new();
        school.issue(vec![draft(1, 1, 1)]).await;
        let (mirror, log) = (&school.node().mirror, school.desk().own.log());
        school.desk().wait_for_seal(log.state().size()).await;
        assert_eq!(check(log), Ok(()), "a log of its own, from before its first roster");
        let seal = log.newest_seal().unwrap().unwrap();
        log.set_head(&CheckpointNote::from_note(seal.note()).unwrap()).unwrap();
        assert_eq!(check(log), Ok(()), "published by nobody's word but its own");
        let mut note = seal.note();
        note.put_signature(cosign(&mirror.verifier, &mirror.secret, &seal.checkpoint().text(), 1_800_000_000));
        log.set_head(&CheckpointNote::from_note(note).unwrap()).unwrap();
        let why = check(log).unwrap_err();
        assert!(why.contains("old copy") && why.contains("attestat-node pin"), "{why}");
    }
}
