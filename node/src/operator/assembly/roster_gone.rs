//! A log that others confirmed, in a folder whose roster is gone.

use crate::writer::store_words::store_words;
use attestat_store::log::Log;
use attestat_words::text;
use attestat_words::text::Text;

/// Refuses to write a log that no roster in force lists, where others confirmed it before: they may know more of it than
/// this folder, and nobody is there to be asked.
pub(super) fn check(log: &Log) -> Result<(), Text> {
    match log.was_confirmed() {
        Ok(false) => Ok(()),
        Ok(true) => Err(text!("standing-roster-gone")),
        Err(error) => Err(store_words(&error)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]

    use super::*;
    use crate::mirror::accused::Accused;
    use crate::mirror::disk::Disk;
    use crate::mirror::publish::{Publication, keep_confirmed};
    use crate::office::sample::{School, draft};
    use crate::writer::day_rule::CosignedAt;
    use crate::writer::levels::Reached;
    use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
    use attestat_ledger::cosignature::cosign;
    use attestat_ledger::key::SecretKey;
    use attestat_ledger::name::Origin;
    use attestat_ledger::note::{SignatureType, VerifierKey};
    use attestat_replica::publisher::{PublisherEvent as Event, Sender};
    use attestat_store::database::Database;
    use attestat_store::engine::{Batch, Durability, Engine as _, Family};
    use attestat_store::memory::{Disk as MemoryDisk, Memory};
    use attestat_store::stored_text::StoredText;
    use std::sync::Arc;
    use std::time::Duration;
    use zeroize::Zeroizing;

    fn mirror(number: u8) -> (VerifierKey, SecretKey) {
        let secret = SecretKey::from_seed(&Zeroizing::new([number; 32]));
        let name = format!("other-{number}.example/m1");
        (VerifierKey::new(&name, SignatureType::CosignatureV1, secret.public()).unwrap(), secret)
    }

    /// The newest seal, with a line of a mirror where one is named.
    fn note(log: &Log, mirror: Option<&(VerifierKey, SecretKey)>) -> CheckpointNote {
        let mut note = log.newest_seal().unwrap().unwrap().note();
        if let Some((key, secret)) = mirror {
            let text = note.text().to_owned();
            note.put_signature(cosign(key, secret, &text, crate::machine::clock::now()));
        }
        CheckpointNote::from_note(note).unwrap()
    }

    /// Publishes the school's log by a roster of two other mirrors.
    fn publish(school: &School, policy: &str) -> Publication {
        let tables = [1, 2].map(|number| {
            let key = mirror(number).0;
            format!("[[cosigner]]\nkey = \"{key}\"\norganisation = \"Other {number}\"\nkind = \"mirror\"\nurl = \"\"\n")
        });
        school.admit_with(1, "\"achievement\"", policy, &tables.concat());
        let (node, office) = (school.node(), school.office());
        let around = school.surroundings(Disk::start(&node.shutdown).0);
        let roster = Some(Arc::new(node.roster.borrow().as_ref().unwrap().roster().clone()));
        let accused = Accused::new(office.own.log().clone(), roster.clone(), office.closing.clone(), around.clone());
        let reached = tokio::sync::watch::channel(Reached::default()).0;
        let started =
            Publication::start(accused, roster, reached, CosignedAt::default(), around, node.shutdown.clone());
        started.unwrap().0
    }

    fn is_refused(log: &Log) {
        let why = check(log).unwrap_err();
        let why = why.to_string();
        assert!(why.contains("old copy") && why.contains("attestat-node pin"), "{why}");
    }

    async fn until(mut holds: impl FnMut() -> bool) {
        for _ in 0..600 {
            if holds() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("not within half a minute");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_log_confirmed_by_others_is_refused_without_its_roster() {
        let school = School::new();
        school.issue(vec![draft(1, 1, 1)]).await;
        let log = school.office().own.log();
        school.office().wait_for_seal(log.state().size()).await;
        assert_eq!(check(log), Ok(()), "a log of its own, from before its first roster");
        log.set_head(&note(log, None)).unwrap();
        assert_eq!(check(log), Ok(()), "published by nobody's word but its own");
        // As a version kept it that noted nothing beside it.
        log.set_head(&note(log, Some(&mirror(1)))).unwrap();
        is_refused(log);
    }

    /// Row L16: a folder's knowledge of others' word outlives the copy that is set aside. A head that cannot be read
    /// closes nothing by itself.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_log_begun_anew_still_counts_as_confirmed_by_others() {
        let origin = Origin::parse("sample.example/1").unwrap();
        let disk = MemoryDisk::default();
        let database = Database::open(Arc::new(Memory::open(&disk))).unwrap();
        let spoil = |number: u32, name: &str| {
            let mut batch = Batch::default();
            batch.put(Family::Meta, [&number.to_be_bytes(), name.as_bytes()].concat(), b"spoilt".to_vec());
            Memory::open(&disk).write(batch, Durability::Synced).unwrap();
        };
        let log = database.create(&origin).unwrap();
        spoil(1, "head");
        assert_eq!(check(&log), Ok(()), "nobody confirmed it, and the next head takes that one's place");
        assert!(log.head().is_ok());
        let (log, _) = database.set_aside(&origin).unwrap();
        assert_eq!(check(&log), Ok(()), "a copy that nobody confirmed says nothing of it");
        assert!(keep_confirmed(&log));
        for copy in 3..6 {
            let (log, _) = database.set_aside(&origin).unwrap();
            is_refused(&log);
            spoil(copy, "confirmed");
            is_refused(&log);
        }
        let log = database.log(&origin).unwrap();
        assert!(
            keep_confirmed(&log) && log.stored_text(StoredText::Confirmed).is_ok(),
            "a mark that cannot be read is made again"
        );
    }

    /// The newest kept head says nothing of others' word: it has no line where the quorum needs none, and there is no
    /// such head where fewer lines came than the quorum needs.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_single_cosignature_counts_whatever_the_newest_head_carries() {
        for (policy, is_published) in
            [("quorum none", true), ("group both all other-1.example/m1 other-2.example/m1\nquorum both", false)]
        {
            let school = School::new();
            school.issue(vec![draft(1, 1, 1)]).await;
            let (office, log) = (school.office(), school.office().own.log());
            office.wait_for_seal(log.state().size()).await;
            let publication = publish(&school, policy);
            until(|| !is_published || log.head().unwrap().is_some()).await;
            assert_eq!(check(log), Ok(()), "{policy}: nobody said anything yet");
            publication.tell(Event::Submitted(note(log, Some(&mirror(1))), Sender::Stranger));
            until(|| check(log).is_err()).await;
            school.issue(vec![draft(2, 1, 1)]).await;
            office.wait_for_seal(log.state().size()).await;
            let newest: SignedCheckpoint = log.newest_seal().unwrap().unwrap();
            let size = newest.checkpoint().size;
            publication.tell(Event::Sealed(Box::new(newest)));
            until(|| !is_published || log.head().unwrap().unwrap().checkpoint().size == size).await;
            let lines = log.head().unwrap().map_or(0, |head| head.note().signatures().len() - 1);
            assert_eq!(lines, 0, "{policy}: the newest head names nobody");
            is_refused(log);
            publication.stop();
        }
    }
}
