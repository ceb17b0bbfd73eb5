//! What each log of this node is at the moment, as far as it is not written in the log itself.

use crate::closed::{Closed, Closing};
use attestat_ledger::name::Origin;
use attestat_store::log::StoreError;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Why a hosted log reads only until it is known whether it may be written.
pub const STARTING: &str = "it is starting";

/// What a log is to this node. That it forked is known from the evidence stored with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Hosted and written here.
    Own,
    /// Hosted here, reads only; why, in words.
    ReadOnly(String),
    /// Copied and verified here.
    Mirrored,
    /// Copied and verified here, with a worry; in words.
    Worried(String),
    /// Copied and verified here, while two heads of it could not be connected yet; in words.
    Doubted(String),
    /// No longer followed; why, in words.
    Stopped(String),
}

/// The standing of every log; a log without an entry is mirrored. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Standings(Arc<RwLock<BTreeMap<Origin, Standing>>>, Arc<Mutex<Troubles>>);

/// What is not well with the copies on this disk, although the node goes on.
#[derive(Debug, Default)]
struct Troubles {
    /// What an operator should know of a log, by what it is about.
    notes: BTreeMap<(Origin, Subject), String>,
    /// Damage that was met while a log was read, until its follower has looked at it.
    damage: BTreeMap<Origin, String>,
    /// What closes a log of our own.
    hosted: BTreeMap<Origin, Closing>,
}

/// What a note is about. There is one note for each log and subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The copy of the log.
    Copy,
    /// What is derived from it.
    Index,
}

impl Standings {
    /// Notes what a log is from here on.
    pub fn set(&self, origin: &Origin, standing: Standing) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(origin.clone(), standing);
    }

    /// Notes something that strangers may read, too: no paths, no words of the system.
    pub fn note(&self, origin: &Origin, subject: Subject, what: &str) {
        self.troubles().notes.insert((origin.clone(), subject), what.to_owned());
    }

    /// Takes a note back.
    pub fn forget_note(&self, origin: &Origin, subject: Subject) {
        self.troubles().notes.remove(&(origin.clone(), subject));
    }

    /// The notes on a log, as sentences.
    pub fn notes(&self, origin: &Origin) -> String {
        let troubles = self.troubles();
        let notes = [Subject::Copy, Subject::Index].map(|subject| troubles.notes.get(&(origin.clone(), subject)));
        notes.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Says that a log was found damaged while it was read, with the reason for this node's own log.
    pub fn report_damage(&self, origin: &Origin, why: &str) {
        let fresh = self.troubles().damage.insert(origin.clone(), why.to_owned()).is_none();
        if fresh {
            tracing::error!(%origin, "the stored log is damaged: {why}");
            self.note(origin, Subject::Copy, "The copy of this log on this node's disk is damaged.");
        }
    }

    /// Names what closes a log of our own when damage is met in its records.
    pub fn host(&self, origin: &Origin, closing: Closing) {
        self.troubles().hosted.insert(origin.clone(), closing);
    }

    /// Says what a read of a log's records met. Blocks while something is being signed.
    pub fn report_records(&self, origin: &Origin, why: &str) {
        self.report_damage(origin, why);
        let closing = self.troubles().hosted.get(origin).cloned();
        if let Some(closing) = closing {
            closing.close(Closed::Damaged);
        }
    }

    /// Says what a read of a log met, if that was damage. Nothing more is written behind records that cannot be read;
    /// what is derived from them is built again.
    pub fn report(&self, origin: &Origin, error: &StoreError) {
        if error.is_index_damage() {
            self.report_damage(origin, &error.to_string());
        } else if error.is_damage() {
            self.report_records(origin, &error.to_string());
        }
    }

    /// Hands damage that was reported to the one who mends it.
    pub fn take_damage(&self, origin: &Origin) -> Option<String> {
        self.troubles().damage.remove(origin)
    }

    fn troubles(&self) -> std::sync::MutexGuard<'_, Troubles> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a log is.
    pub fn get(&self, origin: &Origin) -> Standing {
        let standings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standings.get(origin).cloned().unwrap_or(Standing::Mirrored)
    }
}
