//! The one place through which the vault writes: every batch counts, in the same atomic write.
//!
//! [`CountingEngine`] is an engine around the engine. `Vault` and all its modules hold no other, so that whoever adds a key
//! space writes through `self.engine.write(batch, …)` and is counted without knowing it. Its numbers stand under the
//! empty key of each family, which no reader of the vault ever sees:
//!
//! ```text
//! issued   ""   version u8 (=1) ‖ line [16] ‖ writes u64 ‖ has a parent u8 ‖ parent's line [16] ‖ writes u64
//!               ‖ the last write that touched each family, u64 × 6
//! others   ""   the last write that touched this family, u64
//! ```
//!
//! Both are protected by a checksum. A family that lost its end, as when the database's own list of files was
//! cut, is behind the numbers that `issued` holds.

use crate::witness::{Mark, Witness};
use attestat_store::checksum::{self, CheckedValue};
use attestat_store::engine::{Batch, Durability, Engine, EngineError, Family, Pair, VAULT_FAMILIES, Visit};
use attestat_store::lock::lock;
use std::sync::{Arc, Mutex};

/// Number of families that a vault has.
const FAMILIES: usize = VAULT_FAMILIES.len();
const VERSION: u8 = 1;
/// Key of the numbers: in front of every key of the vault.
const PLACE: &[u8] = &[];
/// The first key that is the vault's own.
const FIRST: &[u8] = &[0];

/// Position of a vault in its writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    /// Line and number of the last write.
    pub(crate) mark: Mark,
    /// Mark at which this line of writes left another one.
    pub(crate) parent: Option<Mark>,
    /// The last write that touched each family, in their order.
    pub(crate) touched: [u64; FAMILIES],
}

/// Numbers of writes that stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoredPosition {
    /// No numbers: an empty vault, or one of a version that did not count.
    Uncounted,
    /// Numbers that belong together.
    Counted(Position),
    /// Numbers that do not belong together: this family's differs from that in `issued`. The position is given where
    /// it can be read at all.
    Torn(Family, Option<Position>),
}

/// Effect of the next write on the line.
#[derive(Debug, Clone, Copy)]
enum NextWrite {
    /// The line goes on.
    GoesOn(Position),
    /// A line of this name begins.
    Begins([u8; 16]),
    /// The write leaves the line at this point.
    Leaves(Position),
}

/// An engine that counts what is written through it.
pub(crate) struct CountingEngine {
    below: Arc<dyn Engine>,
    /// Held over a write, so that the numbers stand in the write-ahead log in their order.
    state: Mutex<State>,
}

struct State {
    next: NextWrite,
    /// The witness that follows synced writes; none in a vault that is in doubt, or has none.
    witness: Option<Arc<Witness>>,
}

impl CountingEngine {
    /// Counts on from the stored numbers.
    pub(crate) fn new(below: Arc<dyn Engine>, stored: &StoredPosition) -> Result<Self, EngineError> {
        let next = match stored {
            StoredPosition::Counted(position) | StoredPosition::Torn(_, Some(position)) => NextWrite::GoesOn(*position),
            StoredPosition::Uncounted | StoredPosition::Torn(_, None) => NextWrite::Begins(new_line()?),
        };
        Ok(Self { below, state: Mutex::new(State { next, witness: None }) })
    }

    /// Lets a witness follow from here on. Where nothing is counted yet, the line takes its name.
    pub(crate) fn follow(&self, witness: Arc<Witness>) {
        let mut state = lock(&self.state);
        if matches!(state.next, NextWrite::Begins(_)) {
            state.next = NextWrite::Begins(witness.mark().line);
        }
        state.witness = Some(witness);
    }

    /// Removes the witness, and lets the next write leave the line. Returns the witness that followed until now.
    pub(crate) fn unfollow(&self) -> Option<Arc<Witness>> {
        let mut state = lock(&self.state);
        if let NextWrite::GoesOn(position) = state.next {
            state.next = NextWrite::Leaves(position);
        }
        state.witness.take()
    }

    /// Lets the next write leave the line `known`, if the vault is on it: the vault is in doubt, and later writes
    /// must not make it look like the one that is missing.
    pub(crate) fn leave(&self, known: [u8; 16]) {
        let mut state = lock(&self.state);
        if let NextWrite::GoesOn(position) = state.next
            && position.mark.line == known
        {
            state.next = NextWrite::Leaves(position);
        }
    }

    pub(crate) fn witness(&self) -> Option<Arc<Witness>> {
        lock(&self.state).witness.clone()
    }

    /// Writes a batch as the first of a line of its own, with numbers that belong together again, synced; returns the
    /// position after it.
    pub(crate) fn begin_line(&self, batch: Batch) -> Result<Mark, EngineError> {
        let mut state = lock(&self.state);
        if let NextWrite::GoesOn(position) = state.next {
            state.next = NextWrite::Leaves(position);
        }
        let mut position = state.next.position(&batch)?;
        position.touched = [position.mark.count; FAMILIES];
        self.put(batch, &position, VAULT_FAMILIES, Durability::Synced)?;
        state.next = NextWrite::GoesOn(position);
        state.settled();
        Ok(position.mark)
    }

    /// Writes a batch after which the vault is at `mark` again: the end of a restore, synced. No witness follows it
    /// from here on; the next opening compares.
    pub(crate) fn adopt(&self, batch: Batch, mark: Mark) -> Result<(), EngineError> {
        let mut state = lock(&self.state);
        let position = Position { mark, parent: None, touched: [mark.count; FAMILIES] };
        self.put(batch, &position, VAULT_FAMILIES, Durability::Synced)?;
        *state = State { next: NextWrite::Leaves(position), witness: None };
        Ok(())
    }

    /// Returns the position of the vault; none before its first write.
    pub(crate) fn mark(&self) -> Option<Mark> {
        match lock(&self.state).next {
            NextWrite::GoesOn(position) | NextWrite::Leaves(position) => Some(position.mark),
            NextWrite::Begins(_) => None,
        }
    }

    fn put(
        &self,
        mut batch: Batch,
        position: &Position,
        families: &[Family],
        durability: Durability,
    ) -> Result<(), EngineError> {
        for (family, count) in VAULT_FAMILIES.iter().zip(position.touched) {
            if *family == Family::Issued {
                checksum::put(&mut batch, *family, PLACE.to_vec(), position.encode());
            } else if families.contains(family) {
                checksum::put(&mut batch, *family, PLACE.to_vec(), count.to_be_bytes().to_vec());
            }
        }
        self.below.write(batch, durability)
    }
}

impl State {
    /// Notes for the witness that everything up to here is on disk.
    fn settled(&self) {
        if let (Some(witness), NextWrite::GoesOn(position)) = (&self.witness, self.next) {
            witness.note(position.mark);
        }
    }
}

impl NextWrite {
    /// Returns the position that the write of a batch has.
    fn position(&self, batch: &Batch) -> Result<Position, EngineError> {
        let mut position = match *self {
            Self::GoesOn(position) => position,
            Self::Begins(line) => Position { mark: Mark { line, count: 0 }, parent: None, touched: [0; FAMILIES] },
            Self::Leaves(position) => {
                let mark = Mark { line: new_line()?, ..position.mark };
                Position { mark, parent: Some(position.mark), ..position }
            }
        };
        position.mark.count = position.mark.count.saturating_add(1);
        for (family, touched) in VAULT_FAMILIES.iter().zip(&mut position.touched) {
            if touches(batch, *family) {
                *touched = position.mark.count;
            }
        }
        Ok(position)
    }
}

/// Reads the numbers of writes that stand in the database.
pub(crate) fn stored(engine: &dyn Engine) -> Result<StoredPosition, EngineError> {
    let position = match checksum::get(engine, Family::Issued, PLACE)? {
        CheckedValue::Absent => None,
        CheckedValue::Sound(value) => match Position::decode(&value) {
            Some(position) => Some(position),
            None => return Ok(StoredPosition::Torn(Family::Issued, None)),
        },
        CheckedValue::Damaged => return Ok(StoredPosition::Torn(Family::Issued, None)),
    };
    for (at, family) in VAULT_FAMILIES.iter().enumerate().filter(|(_, family)| **family != Family::Issued) {
        let expected = position.and_then(|position| position.touched.get(at).copied()).unwrap_or(0);
        let found = match checksum::get(engine, *family, PLACE)? {
            CheckedValue::Absent => Some(0),
            CheckedValue::Sound(value) => crate::keyspace::last_number(&value),
            CheckedValue::Damaged => None,
        };
        if found != Some(expected) {
            let family = if position.is_some() { *family } else { Family::Issued };
            return Ok(StoredPosition::Torn(family, position));
        }
    }
    Ok(position.map_or(StoredPosition::Uncounted, StoredPosition::Counted))
}

impl Position {
    fn encode(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        let parent = self.parent.unwrap_or(Mark { line: [0; 16], count: 0 });
        out.extend_from_slice(&self.mark.line);
        out.extend_from_slice(&self.mark.count.to_be_bytes());
        out.push(u8::from(self.parent.is_some()));
        out.extend_from_slice(&parent.line);
        out.extend_from_slice(&parent.count.to_be_bytes());
        self.touched.iter().for_each(|count| out.extend_from_slice(&count.to_be_bytes()));
        out
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let ([version], rest) = bytes.split_first_chunk::<1>()?;
        let (mark, rest) = decode_mark(rest)?;
        let ([has_parent], rest) = rest.split_first_chunk::<1>()?;
        let (parent, rest) = decode_mark(rest)?;
        let (counts, left) = rest.as_chunks::<8>();
        let mut touched = [0; FAMILIES];
        if *version != VERSION || counts.len() != FAMILIES || !left.is_empty() {
            return None;
        }
        touched.iter_mut().zip(counts).for_each(|(touched, count)| *touched = u64::from_be_bytes(*count));
        Some(Self { mark, parent: (*has_parent == 1).then_some(parent), touched })
    }
}

fn decode_mark(bytes: &[u8]) -> Option<(Mark, &[u8])> {
    let (line, rest) = bytes.split_first_chunk::<16>()?;
    let (count, rest) = rest.split_first_chunk::<8>()?;
    Some((Mark { line: *line, count: u64::from_be_bytes(*count) }, rest))
}

/// A name for a line of writes.
pub(crate) fn new_line() -> Result<[u8; 16], EngineError> {
    let mut line = [0; 16];
    let drawn = getrandom::fill(&mut line);
    drawn.map_err(|_| EngineError::Write { why: "the operating system gives no random numbers".to_owned() })?;
    Ok(line)
}

impl Engine for CountingEngine {
    fn get(&self, family: Family, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.below.get(family, key)
    }

    fn scan(&self, family: Family, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), EngineError> {
        self.below.scan(family, from.max(FIRST), until, visit)
    }

    fn last(&self, family: Family, from: &[u8], until: &[u8]) -> Result<Option<Pair>, EngineError> {
        self.below.last(family, from.max(FIRST), until)
    }

    fn write(&self, batch: Batch, durability: Durability) -> Result<(), EngineError> {
        if batch.0.is_empty() {
            return if durability == Durability::Synced { self.sync() } else { Ok(()) };
        }
        let mut state = lock(&self.state);
        if let Some(witness) = &state.witness {
            witness.check().map_err(|error| EngineError::Write { why: error.to_string() })?;
        }
        let position = state.next.position(&batch)?;
        let families: Vec<Family> = VAULT_FAMILIES.iter().copied().filter(|family| touches(&batch, *family)).collect();
        self.put(batch, &position, &families, durability)?;
        state.next = NextWrite::GoesOn(position);
        if durability == Durability::Synced {
            state.settled();
        }
        Ok(())
    }

    fn sync(&self) -> Result<(), EngineError> {
        let state = lock(&self.state);
        self.below.sync()?;
        state.settled();
        Ok(())
    }

    fn ingest(&self, _: Family, _: Vec<Pair>) -> Result<(), EngineError> {
        Err(EngineError::Write { why: "the vault takes in no sorted runs: they would not be counted".to_owned() })
    }

    fn flush(&self) -> Result<(), EngineError> {
        let state = lock(&self.state);
        self.below.flush()?;
        state.settled();
        Ok(())
    }

    fn compact(&self, family: Family) -> Result<(), EngineError> {
        self.below.compact(family)
    }
}

fn touches(batch: &Batch, family: Family) -> bool {
    batch.0.iter().any(|change| change.place().0 == family)
}
