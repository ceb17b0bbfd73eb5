//! The search for the records of one registry that carry the child's tags, on a connection of its own: two registries
//! asked over one connection would be joined by it.
//!
//! The facts that decide how many bits of a tag are shown (the log's size, its first and its last year) are believed
//! only where the registry has signed them: a node that made a log look larger or older would be shown more of the tags
//! than it may see.

use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::Record;
use attestat_ledger::roster::{Registry, Roster};
use attestat_ledger::tree::verify_inclusion;
use attestat_words::text;

use crate::address::NodeAddress;
use crate::flow::Flow;
use crate::flow::effect::{KeyDemand, NodeAnswer, NodeCall};
use crate::flow::error::{CallFailure, FlowError};
use crate::flow::outside::Outside;
use crate::keyring::Keyring;
use crate::recovery::{LogExtent, Outcome, Query, Search};

/// Number of nodes that are asked for the records of one registry: a single one could leave some out unnoticed.
const ANSWERS_WANTED: usize = 2;
/// Longest time for one node and one registry, in seconds: some 2,000 buckets of a log of a million records on a slow line.
const SEARCH_SECONDS_MAX: u64 = 1800;
/// Most nodes that are tried until so many have answered.
const NODES_TRIED_MAX: usize = 8;

/// Everything that the nodes that answered know of a registry's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsFound {
    /// The child's records.
    pub outcome: Outcome,
    /// Records of the logs, by the longest head.
    size: u64,
    /// Number of nodes that answered.
    pub nodes: usize,
}

/// Searches the logs of one registry on its own: for a page that shows what a log knows of the child.
pub fn search_one<'w, E: CallFailure + 'w>(
    keys: &'w Keyring,
    registry: &'w Registry,
    roster: &'w Roster,
    nodes: &'w [NodeAddress],
    silent: &'w mut Vec<NodeAddress>,
) -> Flow<'w, Result<RecordsFound, FlowError<E>>, E> {
    Flow::new(move |outside| async move { records(&outside, keys, registry, roster, nodes, silent).await })
}

/// Searches on nodes, each known by its key or its place, until two have answered; notes those that do not.
pub(super) async fn records<E: CallFailure>(
    outside: &Outside<E>,
    keys: &Keyring,
    registry: &Registry,
    roster: &Roster,
    nodes: &[NodeAddress],
    silent: &mut Vec<NodeAddress>,
) -> Result<RecordsFound, FlowError<E>> {
    let (mut found, mut last): (Option<RecordsFound>, _) = (None, None);
    for node in nodes.iter().take(NODES_TRIED_MAX) {
        let searched = match outside.connect_for(&node.to_string(), KeyDemand::Any, Some(SEARCH_SECONDS_MAX)).await {
            Ok(()) => search(outside, keys, registry, roster).await,
            Err(failure) => Err(failure),
        };
        match searched {
            Ok(answer) => {
                found = Some(match found.take() {
                    Some(before) => before.join(answer),
                    None => answer,
                });
            }
            Err(failure) => {
                if failure.is_unreachable() {
                    silent.push(node.clone());
                }
                last = Some(failure);
            }
        }
        if found.as_ref().is_some_and(|found| found.nodes >= ANSWERS_WANTED) {
            break;
        }
    }
    found.ok_or_else(|| last.unwrap_or(FlowError::NoNode))
}

impl RecordsFound {
    /// Everything that at least one of two answers has.
    fn join(self, other: Self) -> Self {
        let looked_at = |answer: &Self| answer.size.saturating_sub(answer.outcome.not_looked_at);
        let (size, looked_at) = (self.size.max(other.size), looked_at(&self).max(looked_at(&other)));
        let Self { mut outcome, nodes, .. } = self;
        for record in other.outcome.records {
            if !outcome.records.iter().any(|known| (&known.origin, known.index) == (&record.origin, record.index)) {
                outcome.records.push(record);
            }
        }
        outcome.records.sort_by_key(|record| (record.epoch, record.year, record.counter));
        for (window, next) in other.outcome.next_counters {
            let known = outcome.next_counters.entry(window).or_insert(next);
            *known = next.max(*known);
        }
        outcome.newest_epoch = outcome.newest_epoch.max(other.outcome.newest_epoch);
        outcome.not_looked_at = size.saturating_sub(looked_at);
        Self { outcome, size, nodes: nodes + other.nodes }
    }
}

async fn search<E>(
    outside: &Outside<E>,
    keys: &Keyring,
    registry: &Registry,
    roster: &Roster,
) -> Result<RecordsFound, FlowError<E>> {
    let mut extents = Vec::new();
    for log in &registry.logs {
        extents.push(extent(outside, &log.origin, roster).await?);
    }
    let size = extents.iter().map(|extent| extent.size).sum();
    let mut search = Search::new(keys, &registry.id, extents).map_err(|_| outside.bad_answer(text!("answer-tags")))?;
    while let Some(query) = search.next_query() {
        ask(outside, query, &mut search).await?;
    }
    Ok(RecordsFound { outcome: search.outcome(), size, nodes: 1 })
}

/// Extent of a log (its size, its first and its last year), by a head that the registry signed.
async fn extent<E>(outside: &Outside<E>, origin: &Origin, roster: &Roster) -> Result<LogExtent, FlowError<E>> {
    let read = |answer| if let NodeAnswer::Head(note) = answer { Some(note) } else { None };
    let note = outside.call(NodeCall::Head(origin.clone()), read).await?;
    let signed = roster.key_at(origin, note.checkpoint().size).and_then(|key| note.verify_log(key).ok());
    let signed = signed.filter(|signed| signed.checkpoint().origin == *origin);
    let unsigned = || outside.bad_answer(text!("answer-unsigned-head", origin = origin.as_str()));
    let head = signed.as_ref().ok_or_else(unsigned)?.checkpoint();
    let first_year = year(outside, head, 0).await?;
    let last_year = year(outside, head, head.size.saturating_sub(1)).await?;
    // Nobody has records of years to come, and their tags are nobody's business.
    let this_year = Day::of_unix_seconds(outside.now()).year();
    if last_year > this_year {
        let (year, now) = (u32::from(last_year), u32::from(this_year));
        let why = text!("answer-late-year", origin = origin.as_str(), year = year, now = now);
        return Err(outside.bad_answer(why));
    }
    Ok(LogExtent { origin: origin.clone(), size: head.size, first_year, last_year })
}

/// UTC year of the day of a record that is proven to be in the log.
async fn year<E>(outside: &Outside<E>, head: &Checkpoint, index: u64) -> Result<u16, FlowError<E>> {
    let read = |answer| match answer {
        NodeAnswer::Inclusion { record, proof } => Some((record, proof)),
        _ => None,
    };
    let call = NodeCall::Inclusion { origin: head.origin.clone(), index, size: head.size };
    let (bytes, proof) = outside.call(call, read).await?;
    let record = Record::parse(&bytes).map_err(|_| outside.bad_answer(text!("answer-record")))?;
    let proof = TlogProof::parse(&proof).map_err(|_| outside.bad_answer(text!("answer-proof")))?;
    let origin = head.origin.as_str();
    verify_inclusion(LeafHash::of(&bytes), index, head.size, &proof.path, &head.root)
        .map_err(|_| outside.bad_answer(text!("answer-not-proven", number = index, origin = origin)))?;
    if record.index != index {
        return Err(outside.bad_answer(text!("answer-another-record", number = index, origin = origin)));
    }
    Ok(record.day.year())
}

/// Asks for one bucket of the tag index.
async fn ask<E>(outside: &Outside<E>, query: Query, search: &mut Search<'_>) -> Result<(), FlowError<E>> {
    outside.call(NodeCall::Tags(query), |answer| matches!(answer, NodeAnswer::TagsBegun).then_some(())).await?;
    let read = |answer| if let NodeAnswer::Tags(piece) = answer { Some(piece) } else { None };
    let mut indexed = 0;
    while let Some(piece) = outside.call(NodeCall::MoreTags, read).await? {
        search.take_entries(&piece.entries).map_err(|_| outside.bad_answer(text!("answer-tags")))?;
        indexed = piece.indexed_size;
    }
    search.complete(indexed);
    Ok(())
}
