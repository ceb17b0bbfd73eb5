//! Choice of the decoys that are revoked beside replaced documents (docs/decisions/0033).
//!
//! Whoever reads the log must not tell a replaced document from a decoy by where it stands. So decoys come first
//! from the document's own batch, whose awards are shuffled, and then from other batches of about its age. Decoys
//! that stand beside a successor are not touched before that successor is replaced itself, and go with it then: a
//! batch of corrections has no sole survivor. What may be revoked beside others is sown with every list, and apart
//! and in time where that is not enough.

use crate::office::act::Turn;
use crate::office::cover::{Cover, decoy_awards};
use crate::office::error::OfficeError;
use crate::office::registry_office::RegistryOffice;
use crate::writer::pipeline::{AppendError, REQUEST_RECORDS_MAX, Snapshot, shuffle};
use attestat_ledger::record::{Class, Content};
use attestat_ledger::status::{Reason, Status as DocumentStatus};
use attestat_vault::{Decoy, DecoyPlacement};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Fewest decoys of its own batch that go with a replaced document, where the batch has them.
const OWN: usize = 3;
/// Factor by which the decoys to draw from, by age, outnumber those that are wanted.
const NEAR: usize = 4;

/// A replaced document whose status is about to change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    /// Index of its award.
    pub(crate) index: u64,
    pub(crate) class: Class,
    pub(crate) reason: Reason,
}

/// Decoys that are to change with some documents.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    pub(crate) decoys: Vec<(Decoy, Reason)>,
    /// Classes of which there were fewer than the floor.
    pub(crate) short: Vec<Class>,
}

/// The decoys of one batch and class that are in force, shuffled.
struct Bed {
    batch: Range<u64>,
    class: Class,
    sown: DecoyPlacement,
    decoys: Vec<Decoy>,
}

impl Bed {
    /// Returns the number of them that may be revoked beside documents of other batches.
    fn spare(&self, cover: &Cover) -> usize {
        match self.sown {
            DecoyPlacement::Issued => self.decoys.len().saturating_sub(cover.stock_reserve()),
            DecoyPlacement::Reissued => 0,
            DecoyPlacement::Apart => self.decoys.len(),
        }
    }

    fn take(&mut self, count: usize) -> Vec<Decoy> {
        self.decoys.split_off(self.decoys.len().saturating_sub(count))
    }
}

/// Chooses decoys for replaced documents, of each class and reason as many as the floor says. `until` is where the
/// batch of the newest successor ends: what stands behind it cannot have been replaced yet.
pub(crate) fn choose(office: &RegistryOffice, targets: &[Target], until: u64) -> Result<Chosen, OfficeError> {
    let mut beds = beds(office)?;
    let mut groups: BTreeMap<(Class, u8), Vec<Target>> = BTreeMap::new();
    for target in targets {
        groups.entry((target.class, target.reason as u8)).or_default().push(*target);
    }
    let mut chosen = Chosen::default();
    for group in groups.into_values() {
        let Some(Target { class, reason, .. }) = group.first().copied() else { continue };
        let mut taken = with_their_own(office, &mut beds, &group)?;
        let missing = office.cover.floor.saturating_sub(taken.len());
        taken.extend(near(office, &mut beds, &group, missing, until)?);
        if taken.len() < office.cover.floor {
            chosen.short.push(class);
        }
        chosen.decoys.extend(taken.into_iter().map(|decoy| (decoy, reason)));
    }
    Ok(chosen)
}

/// Decoys from the documents' own batches: what was sown beside successors goes with them in proportion, so that
/// the last takes the rest along; of a list each takes some.
fn with_their_own(office: &RegistryOffice, beds: &mut [Bed], group: &[Target]) -> Result<Vec<Decoy>, OfficeError> {
    let mut taken = Vec::new();
    for bed in beds {
        let own = |target: &&Target| bed.batch.contains(&target.index) && bed.class == target.class;
        let count = group.iter().filter(own).count();
        if count == 0 || office.cover.floor == 0 {
            continue;
        }
        let share = match bed.sown {
            DecoyPlacement::Reissued => {
                let documents = in_force(office, bed)?.saturating_sub(bed.decoys.len()).max(count);
                (bed.decoys.len() * count).div_ceil(documents)
            }
            DecoyPlacement::Issued | DecoyPlacement::Apart => (OWN * count).min(office.cover.floor),
        };
        taken.extend(bed.take(share));
    }
    Ok(taken)
}

/// Awards of a bed's batch and class that are in force.
fn in_force(office: &RegistryOffice, bed: &Bed) -> Result<usize, OfficeError> {
    let statuses = office.own.log().state().statuses.clone();
    let mut count = 0;
    let scanned = office.own.log().scan_records(bed.batch.start, bed.batch.end, &mut |record| {
        if let Content::Award(award) = record.content {
            count += usize::from(award.class == bed.class && statuses.get(award.slot) == DocumentStatus::Valid);
        }
    });
    scanned.map_err(|error| office.log_error(error))?;
    Ok(count)
}

/// Decoys from other batches, each drawn from those about as old as one of the documents.
fn near(
    office: &RegistryOffice,
    beds: &mut [Bed],
    group: &[Target],
    missing: usize,
    until: u64,
) -> Result<Vec<Decoy>, OfficeError> {
    let Some(class) = group.first().map(|target| target.class) else { return Ok(Vec::new()) };
    let mut taken = Vec::with_capacity(missing);
    for anchor in group.iter().cycle().take(missing) {
        let mut order: Vec<(u64, usize, usize)> = Vec::new();
        for (at, bed) in beds.iter().enumerate().filter(|(_, bed)| bed.class == class) {
            let spare = bed.spare(&office.cover);
            // What was sown apart fills up even if it came late: better of another age than too few.
            let is_early = bed.batch.end <= until || bed.sown == DecoyPlacement::Apart;
            if spare > 0 && is_early {
                let late = if bed.batch.end <= until { 0 } else { u64::MAX / 2 };
                order.push((bed.batch.start.abs_diff(anchor.index).saturating_add(late), at, spare));
            }
        }
        order.sort_unstable();
        let mut open = 0;
        order.retain(|(_, _, spare)| {
            let is_near = open < NEAR * missing;
            open += spare;
            is_near
        });
        let Some(drawn) = draw(order.iter().map(|(_, _, spare)| *spare))? else { break };
        let bed = order.get(drawn).and_then(|(_, at, _)| beds.get_mut(*at));
        taken.extend(bed.and_then(|bed| bed.decoys.pop()));
    }
    Ok(taken)
}

/// Draws one of some, each as likely as its weight; none where there is nothing.
fn draw(weights: impl Iterator<Item = usize> + Clone) -> Result<Option<usize>, OfficeError> {
    let whole: usize = weights.clone().sum();
    if whole == 0 {
        return Ok(None);
    }
    let mut die = [0_u8; 8];
    getrandom::fill(&mut die).map_err(|_| AppendError::NoRandomness)?;
    let mut left = usize::try_from(u64::from_ne_bytes(die) % whole as u64).unwrap_or(0);
    for (at, weight) in weights.enumerate() {
        match left.checked_sub(weight) {
            Some(rest) => left = rest,
            None => return Ok(Some(at)),
        }
    }
    Ok(None)
}

/// The decoys that are in force, by batch and class.
fn beds(office: &RegistryOffice) -> Result<Vec<Bed>, OfficeError> {
    let mut left = office.vault.decoys(&office.id)?;
    let statuses = office.own.log().state().statuses.clone();
    left.retain(|decoy| statuses.get(decoy.slot) == DocumentStatus::Valid);
    left.sort_unstable_by_key(|decoy| (decoy.index, decoy.slot));
    let mut batch = 0..0;
    let mut beds: BTreeMap<(u64, Class), Bed> = BTreeMap::new();
    for decoy in left {
        if !batch.contains(&decoy.index) {
            let around = office.own.log().batch_around(decoy.index);
            batch = around.map_err(|error| office.log_error(error))?;
        }
        let Decoy { class, placement: sown, .. } = decoy;
        let empty = || Bed { batch: batch.clone(), class, sown, decoys: Vec::new() };
        beds.entry((batch.end, class)).or_insert_with(empty).decoys.push(decoy);
    }
    let mut beds: Vec<Bed> = beds.into_values().collect();
    for bed in &mut beds {
        shuffle(&mut bed.decoys)?;
    }
    Ok(beds)
}

/// Sows decoys apart where there are few of these classes, in a batch of their own and before what replaces anything
/// is appended: they are older than it then, as whatever is replaced.
pub(crate) async fn stock_up(office: &Arc<RegistryOffice>, turn: &Turn, classes: &[Class]) -> Result<(), OfficeError> {
    let least = office.cover.stock_least();
    let asked = classes.to_vec();
    let short = turn.blocking(office, move |office| short_of(office, &asked, least)).await??;
    for (class, spare) in short {
        // A batch like a small list: between one and two and a half floors beyond what is needed.
        let more = draw(std::iter::repeat_n(1, office.cover.floor + 1))?.unwrap_or(0);
        let count = (least - spare + office.cover.floor + more).min(REQUEST_RECORDS_MAX);
        sow_apart(office, turn, class, count).await?;
    }
    Ok(())
}

/// Returns the classes of which there is less than `least`, each with the shortfall.
fn short_of(office: &RegistryOffice, classes: &[Class], least: usize) -> Result<Vec<(Class, usize)>, OfficeError> {
    if least == 0 {
        return Ok(Vec::new());
    }
    let mut spare: BTreeMap<Class, usize> = classes.iter().map(|class| (*class, 0)).collect();
    for bed in beds(office)? {
        if let Some(spare) = spare.get_mut(&bed.class) {
            *spare += bed.spare(&office.cover);
        }
    }
    Ok(spare.into_iter().filter(|(_, spare)| *spare < least).collect())
}

async fn sow_apart(office: &Arc<RegistryOffice>, turn: &Turn, class: Class, count: usize) -> Result<(), OfficeError> {
    let slots = office.draw_slots(count)?;
    let awards = decoy_awards(&vec![class; count], slots.clone())?;
    let appended = office.pipeline.append(awards, Snapshot::Always).await;
    let appendage = appended?;
    let sown = slots.into_iter().zip(appendage.indexes);
    let sown: Vec<Decoy> =
        sown.map(|(slot, index)| Decoy { slot, index, class, placement: DecoyPlacement::Apart }).collect();
    let keeping = turn.blocking(office, move |office| office.vault.put_decoys(&office.id, &sown));
    keeping.await??;
    tracing::info!(registry = %office.id, decoys = count, "decoys were sown apart, because few were left");
    Ok(())
}

/// Decoys that change with a document that a registrar revokes, suspends or reinstates, so that a successor is not
/// told by it from what stands beside it: its share of those of its batch that have the status that it has.
pub(crate) fn companions(office: &RegistryOffice, index: u64, slot: u32) -> Result<Vec<Decoy>, OfficeError> {
    let log = office.own.log();
    let batch = log.batch_around(index).map_err(|error| office.log_error(error))?;
    let statuses = log.state().statuses.clone();
    let held = statuses.get(slot);
    let mut padding = office.vault.decoys(&office.id)?;
    padding.retain(|decoy| {
        decoy.placement == DecoyPlacement::Reissued && batch.contains(&decoy.index) && statuses.get(decoy.slot) == held
    });
    let (mut class, mut alike) = (None, Vec::new());
    let scanned = log.scan_records(batch.start, batch.end, &mut |record| {
        if let Content::Award(award) = record.content
            && statuses.get(award.slot) == held
        {
            alike.push(award.class);
            class = if award.slot == slot { Some(award.class) } else { class };
        }
    });
    scanned.map_err(|error| office.log_error(error))?;
    padding.retain(|decoy| Some(decoy.class) == class);
    let awards = alike.into_iter().filter(|of| Some(*of) == class).count();
    let documents = awards.saturating_sub(padding.len()).max(1);
    shuffle(&mut padding)?;
    padding.truncate(padding.len().div_ceil(documents));
    Ok(padding)
}
