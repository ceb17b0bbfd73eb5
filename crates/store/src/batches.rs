//! Reading a log batch by batch, as mirrors pull it: each bundle once, from any record on.

use crate::layout::{bundle_of, last_number};
use crate::log::{Log, StoreError, View};
use crate::stored_state::StoredSeal;
use attestat_ledger::batch::{Bodies, SealedBatch, split_bodies};
use attestat_ledger::tile::TILE_WIDTH;
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// Seals read ahead by a [`BatchReader`].
const SEALS_AHEAD: usize = 256;

impl Log {
    /// Begins to read sealed batches with the one that holds record `from`.
    pub fn batches_from(&self, from: u64) -> Result<BatchReader<'_>, StoreError> {
        let until = self.number.numbered(from.saturating_add(1));
        let before = self.engine.last(crate::engine::Family::Seal, &self.number.first(), &until)?;
        let next = before.and_then(|before| last_number(&before.key)).unwrap_or(0);
        Ok(BatchReader { log: self, next, seals: VecDeque::new(), bundle: None })
    }
}

/// Reads a log's sealed batches one after another, each bundle once.
pub struct BatchReader<'a> {
    log: &'a Log,
    next: u64,
    seals: VecDeque<(u64, StoredSeal)>,
    bundle: Option<OpenBundle>,
}

/// A bundle of which some records are still to be returned.
struct OpenBundle {
    number: u64,
    bodies: Vec<u8>,
    /// Number of its records that were returned, and the offset at which the next one begins.
    taken: u64,
    offset: usize,
}

impl BatchReader<'_> {
    /// Returns the next batch; none at the newest seal. The reader can be called again when the log has grown. After
    /// an error it stands where it stood.
    pub fn next_batch(&mut self) -> Result<Option<SealedBatch>, StoreError> {
        let view = self.log.view();
        if self.seals.is_empty() {
            self.read_seals(view.state.size())?;
        }
        let Some((size, StoredSeal { root, seal: Some(seal) })) = self.seals.pop_front() else {
            self.seals.clear();
            return Ok(None);
        };
        let first = self.next;
        match self.bodies_up_to(&view, size) {
            Ok(bodies) => Ok(Some(SealedBatch { first, bodies, root, seal })),
            Err(error) => {
                (self.next, self.bundle) = (first, None);
                self.seals.clear();
                Err(error)
            }
        }
    }

    /// Reads the next batch ends of a log that has `size` records; a batch that is being stored at this moment waits
    /// for the next call.
    fn read_seals(&mut self, size: u64) -> Result<(), StoreError> {
        let seals = &mut self.seals;
        self.log.scan_seals(self.next, &mut |end, root, seal| {
            if end > size {
                return ControlFlow::Break(());
            }
            seals.push_back((end, StoredSeal { root, seal }));
            if seals.len() < SEALS_AHEAD { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
    }

    fn bodies_up_to(&mut self, view: &View, size: u64) -> Result<Bodies, StoreError> {
        let first = self.next;
        let mut bodies = Vec::with_capacity(usize::try_from(size - first).unwrap_or(0) * 101);
        while self.next < size {
            self.take(view, size, &mut bodies)?;
        }
        Bodies::parse(bodies)
            .map_err(|_| StoreError::Damaged { what: format!("the batch from record {first} to {size}") })
    }

    /// Copies the records of the bundle that holds `next`, up to `size`.
    fn take(&mut self, view: &View, size: u64, out: &mut Vec<u8>) -> Result<(), StoreError> {
        let (number, place) = bundle_of(self.next);
        let wanted = size.min((number + 1) * TILE_WIDTH) - self.next;
        let held = self.bundle.take().filter(|held| held.number == number && held.taken == place as u64);
        // A bundle that was unfilled when it was read may lack records that were stored since.
        let mut held = match held.filter(|held| held.records(wanted).is_some()) {
            Some(held) => held,
            None => OpenBundle::skip_to(number, self.log.bundle_in(view, number)?, place),
        };
        let records = held.records(wanted).ok_or_else(|| StoreError::Damaged { what: format!("bundle {number}") })?;
        out.extend_from_slice(records);
        let length = records.len();
        held.offset += length;
        held.taken += wanted;
        self.next += wanted;
        self.bundle = (held.taken < TILE_WIDTH).then_some(held);
        Ok(())
    }
}

impl OpenBundle {
    fn skip_to(number: u64, bodies: Vec<u8>, place: usize) -> Self {
        let offset = split_bodies(&bodies).take(place).map_while(Result::ok).map(|body| body.len() + 2).sum();
        Self { number, bodies, taken: place as u64, offset }
    }

    /// Returns the next `wanted` records with their prefixes; none when there are fewer.
    fn records(&self, wanted: u64) -> Option<&[u8]> {
        let rest = self.bodies.get(self.offset..)?;
        let wanted = usize::try_from(wanted).ok()?;
        let (mut count, mut length) = (0, 0);
        for body in split_bodies(rest).take(wanted).map_while(Result::ok) {
            count += 1;
            length += body.len() + 2;
        }
        if count == wanted { rest.get(..length) } else { None }
    }
}
