//! Standing of each log of this node at the moment, as far as it is not written in the log itself.

use crate::writer::closed::{Closed, Closing};
use attestat_ledger::name::Origin;
use attestat_store::log::{Log, StoreError};
use attestat_words::text;
use attestat_words::text::Text;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Returns the reason for which a hosted log reads only until it is known whether it may be written.
pub fn starting() -> Text {
    text!("standing-starting")
}

/// State of a log at this node. A fork is known from the evidence stored with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogStanding {
    /// Hosted and written here.
    Own,
    /// Hosted here, reads only; the reason, in words.
    ReadOnly(Text),
    /// Copied and verified here.
    Mirrored,
    /// Copied and verified here, with a worry; in words.
    Worried(Text),
    /// Copied and verified here, while two heads of it could not be connected yet; in words.
    Doubted(Text),
    /// No longer followed; the reason, in words.
    Stopped(Text),
}

/// The standing of every log; a log without an entry is mirrored. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Standings(Arc<RwLock<BTreeMap<Origin, LogStanding>>>, Arc<Mutex<Troubles>>);

/// Troubles of the copies on this disk, although the node goes on.
#[derive(Debug, Default)]
struct Troubles {
    /// Notes to the operator about a log, by subject.
    notes: BTreeMap<(Origin, Subject), Text>,
    /// Damage that was met while a log was read, until its follower has looked at it.
    damage: BTreeMap<Origin, String>,
    /// The latches that close logs of our own.
    hosted: BTreeMap<Origin, Closing>,
    /// The copies that are read; damage in one whose place another took says nothing of that one.
    copies: BTreeMap<Origin, u32>,
}

/// Subject of a note. There is one note for each log and subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The copy of the log.
    Copy,
    /// Indexes that are derived from it.
    Index,
}

impl Standings {
    /// Notes the standing of a log from here on.
    pub fn set(&self, origin: &Origin, standing: LogStanding) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(origin.clone(), standing);
    }

    /// Notes a trouble that strangers may read, too: no paths, no words of the system.
    pub fn note(&self, origin: &Origin, subject: Subject, what: Text) {
        self.troubles().notes.insert((origin.clone(), subject), what);
    }

    /// Takes a note back.
    pub fn forget_note(&self, origin: &Origin, subject: Subject) {
        self.troubles().notes.remove(&(origin.clone(), subject));
    }

    /// The notes on a log, as sentences.
    pub fn notes(&self, origin: &Origin) -> Text {
        let troubles = self.troubles();
        let notes = [Subject::Copy, Subject::Index].map(|subject| troubles.notes.get(&(origin.clone(), subject)));
        Text::listed(notes.into_iter().flatten().cloned(), " ")
    }

    /// Names the copy of a log that is read from now on: damage in another one is over.
    pub fn read_from(&self, log: &Log) {
        let mut troubles = self.troubles();
        if troubles.copies.insert(log.origin().clone(), log.copy_number()) != Some(log.copy_number()) {
            troubles.damage.remove(log.origin());
        }
    }

    /// Says that a log was found damaged while it was read, with the reason for this node's own log. Returns whether
    /// it is the copy that is read.
    pub fn report_damage(&self, log: &Log, why: &str) -> bool {
        let origin = log.origin();
        let mut troubles = self.troubles();
        if troubles.copies.get(origin).is_some_and(|number| *number != log.copy_number()) {
            return false;
        }
        let fresh = troubles.damage.insert(origin.clone(), why.to_owned()).is_none();
        drop(troubles);
        if fresh {
            tracing::error!(%origin, "the stored log is damaged: {why}");
            self.note(origin, Subject::Copy, text!("standing-copy-damaged"));
        }
        true
    }

    /// Names the latch that closes a log of our own when damage is met in its records.
    pub fn host(&self, log: &Log, closing: Closing) {
        self.read_from(log);
        self.troubles().hosted.insert(log.origin().clone(), closing);
    }

    /// Reports damage that a read of a log's records met. Blocks while something is being signed.
    pub fn report_records(&self, log: &Log, why: &str) {
        if !self.report_damage(log, why) {
            return;
        }
        let closing = self.troubles().hosted.get(log.origin()).cloned();
        if let Some(closing) = closing {
            closing.close(Closed::Damaged);
        }
    }

    /// Reports an error that a read of a log met, if that was damage. Nothing more is written behind records that
    /// cannot be read; derived values are built again, and a published head gives way to the next.
    pub fn report(&self, log: &Log, error: &StoreError) {
        if error.is_head_damage() {
            tracing::error!(origin = %log.origin(), "{error}; the next one takes its place");
        } else if error.is_index_damage() {
            self.report_damage(log, &error.to_string());
        } else if error.is_damage() {
            self.report_records(log, &error.to_string());
        }
    }

    /// Hands reported damage to the thread that mends it.
    pub fn take_damage(&self, origin: &Origin) -> Option<String> {
        self.troubles().damage.remove(origin)
    }

    fn troubles(&self) -> std::sync::MutexGuard<'_, Troubles> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the standing of a log.
    pub fn get(&self, origin: &Origin) -> LogStanding {
        let standings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standings.get(origin).cloned().unwrap_or(LogStanding::Mirrored)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;
    use attestat_store::database::Database;
    use attestat_store::memory::{Disk, Memory};

    fn damaged() -> StoreError {
        StoreError::Damaged { what: "a record".to_owned() }
    }

    /// Row L6: a stream that was opened on the damaged copy comes to the damage after that was set aside.
    #[test]
    fn damage_in_a_replaced_copy_is_not_reported_for_the_new_one() {
        let database = Database::open(Arc::new(Memory::open(&Disk::default()))).unwrap();
        let origin = Origin::parse("school.example/1").unwrap();
        let old = database.create(&origin).unwrap();
        let (standings, closing) = (Standings::default(), Closing::default());
        standings.host(&old, closing.clone());
        standings.report(&old, &StoreError::Index { what: "a page".to_owned() });
        let (new, _) = database.set_aside(&origin).unwrap();
        standings.read_from(&new);
        standings.report(&old, &damaged());
        assert_eq!((standings.take_damage(&origin), closing.closed()), (None, None));
        standings.report(&new, &damaged());
        assert!(standings.take_damage(&origin).is_some());
        assert_eq!(closing.closed(), Some(Closed::Damaged));
    }

    /// Row L6: a head that was published is published again.
    #[test]
    fn a_published_head_that_cannot_be_read_closes_no_log() {
        let database = Database::open(Arc::new(Memory::open(&Disk::default()))).unwrap();
        let log = database.create(&Origin::parse("school.example/1").unwrap()).unwrap();
        let (standings, closing) = (Standings::default(), Closing::default());
        standings.host(&log, closing.clone());
        standings.report(&log, &StoreError::Head { what: "status-head".to_owned() });
        assert_eq!((standings.take_damage(log.origin()), closing.closed()), (None, None));
    }
}
