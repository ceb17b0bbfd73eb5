//! The part of an audit that looks over several generations of one registry's log.

use super::{Audit, AuditGap, Finding};
use crate::generation::{CarryOver, Legacy, names_cut};
use crate::record::{Content, Predecessor, Record};
use crate::roster::Roster;
use crate::status::StatusSet;

/// The statuses that a log owes to earlier generations and those that it leaves, as far as the audit has come.
#[derive(Debug, Default)]
pub(super) struct Succession {
    /// Legacies of earlier generations, offered before the first record.
    offered: Vec<Legacy>,
    /// The end of the log before, as the genesis names it.
    predecessor: Option<Predecessor>,
    /// The carrying over of statuses, followed where the legacy of the log before is at hand; a first generation owes
    /// nothing.
    carry: Option<CarryOver>,
    /// Size at which the roster cut this log.
    cut: Option<u64>,
    /// The statuses that the log leaves at the cut, once the records below the cut are through.
    left: Option<StatusSet>,
}

impl Audit {
    /// Offers the legacies that the audits of earlier generations found ([`super::AuditReport::legacy`]). Called
    /// before the first record.
    pub fn offer_legacies<'a>(&mut self, legacies: impl IntoIterator<Item = &'a Legacy>) {
        let ours = |legacy: &&Legacy| legacy.cut.origin.registry() == self.origin.registry();
        self.succession.offered = legacies.into_iter().filter(ours).cloned().collect();
    }

    /// Sets the size at which the roster cut this log, so that the statuses which the log leaves there are known at
    /// the end. Called before the first record; the root there is known if `size` is among the marks.
    pub fn expect_cut(&mut self, size: u64) {
        self.succession.cut = Some(size);
        self.keep_roots([size]);
    }

    /// Checks that the genesis names the cut that the roster has.
    fn check_predecessor(&mut self, roster: &Roster) {
        let Some(predecessor) = &self.succession.predecessor else { return };
        match names_cut(predecessor, roster) {
            Ok(true) => {}
            Ok(false) => {
                let origin = predecessor.origin.clone();
                self.not_checked(AuditGap::CutOf(origin));
            }
            Err(error) => self.find(Finding::Succession(error)),
        }
    }

    pub(super) fn follow_succession(&mut self, record: &Record) {
        self.note_left(record.index);
        if let (0, Content::Genesis(genesis)) = (record.index, &record.content) {
            self.succession.predecessor = genesis.predecessor.clone();
            let offered = &self.succession.offered;
            self.succession.carry = match &genesis.predecessor {
                None => Some(CarryOver::new(StatusSet::default())),
                Some(before) => {
                    let legacy = offered.iter().find(|legacy| legacy.is_of(before));
                    legacy.map(|legacy| CarryOver::new(legacy.statuses.clone()))
                }
            };
        }
        if let Some(Err(error)) = self.succession.carry.as_mut().map(|carry| carry.take(record)) {
            self.find(Finding::Succession(error));
        }
    }

    /// Keeps the statuses that are not valid at the cut, when the record at `index` is the first special one beyond
    /// it.
    fn note_left(&mut self, index: u64) {
        let beyond = self.succession.cut.is_some_and(|cut| index >= cut);
        if beyond && self.succession.left.is_none() {
            self.succession.left = self.succession.carry.as_ref().map(|carry| carry.leave(&self.statuses));
        }
    }

    pub(super) fn finish_succession(&mut self, roster: Option<&Roster>) {
        if let Some(roster) = roster {
            self.check_predecessor(roster);
        }
        if let Some(cut) = self.succession.cut.filter(|cut| *cut <= self.size()) {
            self.note_left(u64::MAX);
            let left = self.succession.left.take().zip(self.root_at(cut));
            self.report.legacy = left.map(|(left, root)| Legacy::new(self.origin.clone(), cut, root, left));
        }
        if self.origin.generation() == 1 {
            return;
        }
        if self.succession.carry.is_none() {
            self.not_checked(AuditGap::CarriedOver);
        }
        self.not_checked(AuditGap::EarlierSlots);
    }
}
