//! The five logs as anyone can read them.

use super::town::{PEOPLE, Town};
use attestat_ledger::record::Content;
use attestat_ledger::status::Reason;
use attestat_vault::PupilId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// An award as anyone sees it, and its pupil, which only the schools know.
pub(crate) struct Seen {
    pub(crate) registry: usize,
    pub(crate) index: u64,
    /// Number of the batch, and the place in it from 0 to 1.
    pub(crate) batch: usize,
    pub(crate) place: f64,
    /// Entry of the public calendar: class list, enrolments, corrections…
    pub(crate) phase: usize,
    pub(crate) slot: u32,
    pub(crate) tag: [u8; 16],
    pub(crate) commitment: [u8; 32],
    pub(crate) revocation: Option<Revocation>,
    /// The first batch behind the award that revokes anything.
    pub(crate) next_revocations: Option<usize>,
    /// Person that the award is of; none for a decoy.
    pub(crate) person: Option<usize>,
}

/// A revocation as anyone sees it.
pub(crate) struct Revocation {
    pub(crate) index: u64,
    pub(crate) batch: usize,
    pub(crate) place: f64,
    pub(crate) phase: usize,
    pub(crate) reason: Reason,
}

impl Town {
    /// Reads a log as anyone can, and adds the registry's own knowledge.
    pub(super) fn read(&self, registry: usize, phases: &[u64]) -> Vec<Seen> {
        let office = &self.offices[registry];
        let pupils: BTreeMap<PupilId, usize> =
            (0..PEOPLE).map(|person| (self.pupil(registry, person), person)).collect();
        let mut ends = Vec::new();
        let log = office.own.log();
        log.scan_seals(0, &mut |size, _, _| {
            ends.push(size);
            ControlFlow::Continue(())
        })
        .unwrap();
        let at = |index: u64| {
            let batch = ends.partition_point(|end| *end <= index);
            let begin = if batch == 0 { 0 } else { ends[batch - 1] };
            let place = (index - begin) as f64 / (ends[batch] - begin) as f64;
            (batch, place, phases.partition_point(|end| *end <= index))
        };
        let (mut seen, mut revocations) = (Vec::new(), BTreeMap::new());
        log.scan_records(0, log.state().size(), &mut |record| {
            let (index, (batch, place, phase)) = (record.index, at(record.index));
            match record.content {
                Content::Award(award) => {
                    let pupil = office.vault.pupil_of(&office.id, award.slot).unwrap();
                    let person = pupil.map(|pupil| pupils[&pupil]);
                    let (slot, tag, commitment) = (award.slot, award.tag, award.commitment);
                    let (revocation, next_revocations) = (None, None);
                    seen.push(Seen {
                        registry,
                        index,
                        batch,
                        place,
                        phase,
                        slot,
                        tag,
                        commitment,
                        revocation,
                        next_revocations,
                        person,
                    });
                }
                Content::Status(change) => {
                    let reason = change.reason;
                    let again = revocations.insert(change.slot, Revocation { index, batch, place, phase, reason });
                    assert!(again.is_none(), "a status changes once");
                }
                _ => {}
            }
        })
        .unwrap();
        // A batch of nothing but decoys is an entry of the calendar of its own: whoever takes it for that knows of a
        // batch that it is nobody's, and of no two records that they are one pupil's.
        let somebodys: BTreeSet<usize> =
            seen.iter().filter(|seen| seen.person.is_some()).map(|seen| seen.batch).collect();
        for award in seen.iter_mut().filter(|award| !somebodys.contains(&award.batch)) {
            award.phase += phases.len() + 1;
        }
        let batches: BTreeSet<usize> = revocations.values().map(|revocation| revocation.batch).collect();
        for award in &mut seen {
            award.revocation = revocations.remove(&award.slot);
            award.next_revocations = batches.range(award.batch..).next().copied();
        }
        seen
    }
}
