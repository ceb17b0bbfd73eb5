//! The access log of a pupil: who issued, opened, exported or changed what is held, and when. It is for
//! the family (`attestat wallet holdings`), encrypted under the pupil's data key, and goes with it.

use super::crypto::DataKey;
use super::keyspace::{Kind, after, holding_key};
use super::{PupilId, Vault, VaultError};
use crate::engine::{Batch, Durability, Family};
use crate::layout::last_number;
use crate::log::lock;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use zeroize::Zeroizing;

/// Entries kept of a pupil; the oldest give way. A school year has some 200 days.
pub const ACCESSES_MAX: u64 = 4096;
/// Longest name of who did it, in bytes: `registrar ` and a user name of 32 (useradd(8)), and room.
pub const ACTOR_BYTES_MAX: usize = 128;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessKind {
    /// A document was issued.
    Issued = 1,
    /// It was read by the registrar.
    Opened = 2,
    /// It was written to a file by the registrar.
    Exported = 3,
    /// It was corrected, or its status changed.
    Changed = 4,
    /// A ticket was made.
    TicketMade = 5,
    /// The family enrolled a wallet.
    Enrolled = 6,
    /// The family fetched it.
    Delivered = 7,
    /// It was issued again, bound to the family's key.
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
}

/// One touch of what is held on a pupil.
#[derive(Clone, PartialEq, Eq)]
pub struct Access {
    /// When, Unix seconds.
    pub time: u64,
    /// What was done.
    pub kind: AccessKind,
    /// Who: `registrar <user>`, `family` or `node`; at most [`ACTOR_BYTES_MAX`].
    pub actor: String,
    /// The document's slot, where it is about one.
    pub slot: Option<u32>,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Access({:?} at {}, redacted)", self.kind, self.time)
    }
}

impl Access {
    /// `time u64 ‖ kind u8 ‖ has a slot u8 ‖ slot u32 ‖ actor`.
    pub(super) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, VaultError> {
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

/// Entries added in one batch: the next number of each pupil.
#[derive(Default)]
pub(super) struct AccessNotes(BTreeMap<PupilId, u64>);

impl AccessNotes {
    /// Adds an entry to a batch, and takes the oldest away when there are too many. The caller has the turn.
    pub(super) fn add(
        &mut self,
        vault: &Vault,
        batch: &mut Batch,
        pupil: PupilId,
        data_key: &DataKey,
        access: &Access,
    ) -> Result<(), VaultError> {
        let number = match self.0.get(&pupil) {
            Some(next) => *next,
            None => vault.next_access(pupil)?,
        };
        let key = access_key(pupil, number);
        let value = data_key.encrypt(&access.encode()?, &key)?;
        batch.put(Family::Holding, key, value);
        if let Some(oldest) = number.checked_sub(ACCESSES_MAX) {
            batch.delete(Family::Holding, access_key(pupil, oldest));
        }
        self.0.insert(pupil, number.saturating_add(1));
        Ok(())
    }
}

/// `pupil ‖ "a" ‖ number u64`.
pub(super) fn access_key(pupil: PupilId, number: u64) -> Vec<u8> {
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

    fn next_access(&self, pupil: PupilId) -> Result<u64, VaultError> {
        let (from, until) = (access_key(pupil, 0), after(&access_key(pupil, u64::MAX)));
        let last = self.engine.last(Family::Holding, &from, &until)?;
        Ok(last.and_then(|last| last_number(&last.key)).map_or(0, |number| number.saturating_add(1)))
    }
}
