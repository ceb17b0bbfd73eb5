//! Opening a stored log. It reads a state of fixed size and the unfilled end; it never replays the log.

use super::{IndexRepair, Log, STATE, StoreError, View, damaged};
use crate::engine::Engine;
use crate::index;
use crate::layout::LogNumber;
use crate::stored_state::StoredState;
use crate::tail::Tail;
use attestat_ledger::chain::LogState;
use attestat_ledger::name::Origin;
use attestat_ledger::tree::{CompactRange, NodeSource as _, frontier_at};
use std::sync::Arc;

impl Log {
    /// Opens a stored log. Its last state must agree with its last record and its last root.
    pub(crate) fn open(
        engine: Arc<dyn Engine>,
        number: LogNumber,
        origin: Origin,
        repair: IndexRepair,
    ) -> Result<Self, StoreError> {
        let log = Self::unread(engine, number, origin);
        match log.named(STATE, "the log's state")? {
            Some(state) => log.load(&state, repair)?,
            None if log.newest_root()?.is_none() => {}
            None => return Err(damaged("the log's state, which is missing")),
        }
        Ok(log)
    }

    fn load(&self, state: &[u8], repair: IndexRepair) -> Result<(), StoreError> {
        let stored = StoredState::parse(state).ok_or_else(|| damaged("the log's state"))?;
        let tail = Tail::read(&*self.engine, self.number, stored.size)?;
        let mut state = LogState {
            origin: self.origin.clone(),
            last: stored.last,
            day: stored.day,
            tree: CompactRange::empty(stored.size),
            key: stored.key,
            statuses: Arc::default(),
        };
        // Hashes are read for the size in the view, so the view is made in three steps: size, tree, statuses.
        let view = View { state: Arc::new(state.clone()), tail: tail.clone() };
        state.tree = frontier_at(&self.tree(&view), stored.size)?;
        if self.newest_root()? != Some((state.size(), state.root())) {
            return Err(damaged("the tree, which does not lead to the last root,"));
        }
        self.set_view(state.clone(), tail.clone());
        self.check_last(&state)?;
        state.statuses = Arc::new(index::load_statuses(self, repair)?);
        self.set_view(state, tail);
        Ok(())
    }

    /// Checks that the state names the last record: the next one will carry its hash and no earlier day.
    fn check_last(&self, state: &LogState) -> Result<(), StoreError> {
        let Some(index) = state.size().checked_sub(1) else { return Ok(()) };
        let view = self.view();
        let last = self.tree(&view).node(0, index)?;
        let record = self.record(index)?;
        if last == state.last.node() && record.day == state.day { Ok(()) } else { Err(damaged("the log's state")) }
    }
}
