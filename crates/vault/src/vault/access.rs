//! The access log of a pupil: each entry tells who issued, opened, exported or changed a holding, and when. It is for
//! the family (`attestat wallet holdings`), encrypted under the pupil's data key, and goes with it.

use super::Vault;
use crate::crypto::DataKey;
use crate::error::VaultError;
use crate::keyspace::{Kind, after, holding_key, last_number};
use crate::pupil::PupilId;
use attestat_store::engine::{Batch, Durability, Family};
use attestat_store::lock::lock;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// Entries kept of a pupil; beyond this number the oldest that may give way is dropped. A school year has some 200
/// days.
pub const ACCESSES_MAX: u64 = 4096;
/// Seconds in which the same reader of the same document is noted once: for a family, a folder that is exported again
/// and again is one event.
pub const REPEAT_SECONDS: u64 = 600;
/// Newest entries that are looked through for a repetition at first; more where these are all of the last minutes.
const REPEAT_ENTRIES: u64 = 16;
/// Longest name of an actor, in bytes: `registrar ` and a user name of 32 (useradd(8)), and room.
pub const ACTOR_BYTES_MAX: usize = 128;

/// Kind of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessKind {
    /// A document was issued.
    Issued = 1,
    /// A document was read by the registrar.
    Opened = 2,
    /// A document was written to a file by the registrar.
    Exported = 3,
    /// A document was corrected, or its status changed.
    Changed = 4,
    /// A ticket was made.
    TicketMade = 5,
    /// The family enrolled a wallet.
    Enrolled = 6,
    /// The family fetched a document.
    Delivered = 7,
    /// A document was issued again, bound to the family's key.
    Rebound = 8,
    /// The family looked at the holdings.
    HoldingsShown = 9,
}

impl AccessKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::Issued,
        Self::Opened,
        Self::Exported,
        Self::Changed,
        Self::TicketMade,
        Self::Enrolled,
        Self::Delivered,
        Self::Rebound,
        Self::HoldingsShown,
    ];

    fn parse(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// Returns true if something was only looked at, so that it happens over and over.
    const fn is_reading(self) -> bool {
        matches!(self, Self::Opened | Self::Exported | Self::Delivered | Self::HoldingsShown)
    }

    /// Returns true if entries of this kind never give way: they show who let which wallet in, which a family asks
    /// about last of all.
    const fn is_kept(self) -> bool {
        matches!(self, Self::TicketMade | Self::Enrolled)
    }
}

/// One access to a pupil's holdings.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// Time, in Unix seconds.
    pub time: u64,
    /// The kind of access.
    pub kind: AccessKind,
    /// The actor: `registrar <user>`, `family` or `node`; at most [`ACTOR_BYTES_MAX`].
    pub actor: String,
    /// The document's slot, where the entry is about one.
    pub slot: Option<u32>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Access({:?} at {}, redacted)", self.kind, self.time)
    }
}

impl Access {
    /// Encodes `time u64 ‖ kind u8 ‖ has a slot u8 ‖ slot u32 ‖ actor`.
    pub(crate) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        if self.actor.len() > ACTOR_BYTES_MAX {
            return Err(VaultError::ActorTooLong);
        }
        let mut out = Zeroizing::new(self.time.to_be_bytes().to_vec());
        out.extend_from_slice(&[self.kind as u8, u8::from(self.slot.is_some())]);
        out.extend_from_slice(&self.slot.unwrap_or_default().to_be_bytes());
        out.extend_from_slice(self.actor.as_bytes());
        Ok(out)
    }

    fn decode(plain: &[u8]) -> Option<Self> {
        let (time, rest) = plain.split_first_chunk::<8>()?;
        let ([kind, about], rest) = rest.split_first_chunk::<2>()?;
        let (slot, actor) = rest.split_first_chunk::<4>()?;
        Some(Self {
            time: u64::from_be_bytes(*time),
            kind: AccessKind::parse(*kind)?,
            actor: std::str::from_utf8(actor).ok()?.to_owned(),
            slot: (*about == 1).then_some(u32::from_be_bytes(*slot)),
        })
    }
}

/// Entries added in one batch.
#[derive(Default)]
pub(crate) struct AccessNotes(BTreeMap<PupilId, PupilEntries>);

/// A pupil's entries as they are with the batch.
struct PupilEntries {
    /// The next entry's number.
    next: u64,
    /// The newest entries that are readings.
    readings: Vec<Access>,
    /// Number of entries that the batch adds.
    added: u64,
    /// Numbers of the entries that give way to the batch.
    given_way: BTreeSet<u64>,
}

impl AccessNotes {
    /// Adds an entry to a batch, unless it only repeats one that was noted a moment ago. Where there are too many,
    /// the oldest that may give way is dropped: never a ticket or an enrolment, nor the first of a kind. The caller
    /// has the turn.
    pub(crate) fn add(
        &mut self,
        vault: &Vault,
        batch: &mut Batch,
        pupil: PupilId,
        data_key: &DataKey,
        access: &Access,
    ) -> Result<(), VaultError> {
        let notes = match self.0.entry(pupil) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(vault.notes_of(pupil, data_key, access.time)?),
        };
        if notes.repeats(access) {
            return Ok(());
        }
        let key = access_key(pupil, notes.next);
        let value = data_key.encrypt(&access.encode()?, &key)?;
        batch.put(Family::Holding, key, value);
        notes.added = notes.added.saturating_add(1);
        if notes.next >= ACCESSES_MAX
            && let Some(oldest) = vault.oldest_to_give_way(pupil, data_key, notes)?
        {
            batch.delete(Family::Holding, access_key(pupil, oldest));
            notes.given_way.insert(oldest);
        }
        notes.next = notes.next.saturating_add(1);
        notes.readings.extend(access.kind.is_reading().then(|| access.clone()));
        Ok(())
    }
}

impl PupilEntries {
    fn repeats(&self, access: &Access) -> bool {
        let same = |known: &Access| {
            (known.kind, &known.actor, known.slot) == (access.kind, &access.actor, access.slot)
                && known.time.abs_diff(access.time) < REPEAT_SECONDS
        };
        access.kind.is_reading() && self.readings.iter().any(same)
    }
}

/// Returns the entries that stay of a whole log, oldest first, by the rules of [`AccessNotes::add`].
pub(crate) fn within_limit(all: Vec<Access>) -> Vec<Access> {
    let mut surplus = all.len().saturating_sub(usize::try_from(ACCESSES_MAX).unwrap_or(usize::MAX));
    let mut seen = BTreeSet::new();
    let mut stays = |access: &Access| {
        let gives_way = surplus > 0 && !seen.insert(access.kind) && !access.kind.is_kept();
        surplus -= usize::from(gives_way);
        !gives_way
    };
    all.into_iter().filter(|access| stays(access)).collect()
}

/// `pupil ‖ "a" ‖ number u64`.
pub(crate) fn access_key(pupil: PupilId, number: u64) -> Vec<u8> {
    holding_key(pupil, Kind::Access, &number.to_be_bytes())
}

impl Vault {
    /// Adds an entry to a pupil's access log, synced. Nothing is added for a pupil that is not known.
    pub fn note_access(&self, pupil: PupilId, access: Access) -> Result<(), VaultError> {
        self.note_accesses(&[(pupil, access)])
    }

    /// Adds entries to the access logs of pupils, in one synced write.
    pub fn note_accesses(&self, accesses: &[(PupilId, Access)]) -> Result<(), VaultError> {
        let _turn = lock(&self.turn);
        let mut batch = Batch::default();
        let mut notes = AccessNotes::default();
        for (pupil, access) in accesses {
            if let Some(data_key) = self.stored_key(*pupil)? {
                notes.add(self, &mut batch, *pupil, &data_key, access)?;
            }
        }
        if batch.0.is_empty() {
            return Ok(());
        }
        Ok(self.engine.write(batch, Durability::Synced)?)
    }

    /// A pupil's access log, oldest first.
    pub fn accesses(&self, pupil: PupilId) -> Result<Vec<Access>, VaultError> {
        let Some(data_key) = self.stored_key(pupil)? else { return Ok(Vec::new()) };
        let (mut found, mut result) = (Vec::new(), Ok(()));
        let (from, until) = (access_key(pupil, 0), after(&access_key(pupil, u64::MAX)));
        self.engine.scan(Family::Holding, &from, &until, &mut |key, value| {
            match data_key.decrypt(value, key).and_then(|plain| Access::decode(&plain)) {
                Some(access) => found.push(access),
                None => result = Err(VaultError::Damaged("of an access log".to_owned())),
            }
            if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        result.map(|()| found)
    }

    /// Reads the newest entries, as far back as an entry of `time` may repeat them.
    fn notes_of(&self, pupil: PupilId, data_key: &DataKey, time: u64) -> Result<PupilEntries, VaultError> {
        let next = self.next_access(pupil)?;
        let mut entries = REPEAT_ENTRIES;
        loop {
            let first = next.saturating_sub(entries);
            let (mut readings, mut oldest) = (Vec::new(), None);
            let (from, until) = (access_key(pupil, first), after(&access_key(pupil, u64::MAX)));
            self.engine.scan(Family::Holding, &from, &until, &mut |key, value| {
                let access = data_key.decrypt(value, key).and_then(|plain| Access::decode(&plain));
                if let Some(access) = access {
                    oldest.get_or_insert(access.time);
                    readings.extend(access.kind.is_reading().then_some(access));
                }
                ControlFlow::Continue(())
            })?;
            if first == 0 || oldest.is_some_and(|oldest| oldest.saturating_add(REPEAT_SECONDS) <= time) {
                return Ok(PupilEntries { next, readings, added: 0, given_way: BTreeSet::new() });
            }
            entries = entries.saturating_mul(4);
        }
    }

    /// Returns the number of the entry that gives way to another one; none while there is room, or where every entry
    /// is kept.
    fn oldest_to_give_way(
        &self,
        pupil: PupilId,
        data_key: &DataKey,
        notes: &PupilEntries,
    ) -> Result<Option<u64>, VaultError> {
        let (mut count, mut oldest, mut seen) = (notes.added, None, BTreeSet::new());
        let (from, until) = (access_key(pupil, 0), after(&access_key(pupil, u64::MAX)));
        self.engine.scan(Family::Holding, &from, &until, &mut |key, value| {
            let Some(number) = last_number(key).filter(|number| !notes.given_way.contains(number)) else {
                return ControlFlow::Continue(());
            };
            count = count.saturating_add(1);
            if oldest.is_none() {
                let access = data_key.decrypt(value, key).and_then(|plain| Access::decode(&plain));
                // The first entry of its kind shows since when something is done.
                oldest = access.filter(|access| !seen.insert(access.kind) && !access.kind.is_kept()).map(|_| number);
            }
            ControlFlow::Continue(())
        })?;
        Ok(oldest.filter(|_| count > ACCESSES_MAX))
    }

    fn next_access(&self, pupil: PupilId) -> Result<u64, VaultError> {
        let (from, until) = (access_key(pupil, 0), after(&access_key(pupil, u64::MAX)));
        let last = self.engine.last(Family::Holding, &from, &until)?;
        Ok(last.and_then(|last| last_number(&last.key)).map_or(0, |number| number.saturating_add(1)))
    }
}
