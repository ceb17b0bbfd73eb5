//! The search for the records of one registry that carry the child's tags, on a connection of its own: two registries
//! asked over one connection would be joined by it.
//!
//! The facts that decide how many bits of a tag are shown (the log's size, its first and its last year) are believed
//! only where the registry has signed them: a node that made a log look larger or older would be shown more of the tags
//! than it may see.

use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::remote::Remote;
use attestat_ledger::checkpoint::Checkpoint;
use attestat_ledger::day::Day;
use attestat_ledger::hash::LeafHash;
use attestat_ledger::name::Origin;
use attestat_ledger::proof::TlogProof;
use attestat_ledger::record::Record;
use attestat_ledger::roster::{Registry, Roster};
use attestat_ledger::tree::verify_inclusion;
use attestat_wallet::keyring::Keyring;
use attestat_wallet::recovery::{LogExtent, Outcome, Query, Search, SearchError};
use attestat_wire::connect::{Address, timely};
use attestat_wire::v1;
use core::time::Duration;

/// Number of nodes that are asked for the records of one registry: a single one could leave some out unnoticed.
const ANSWERS_WANTED: usize = 2;
/// Longest time for one node and one registry: some 2,000 buckets of a log of a million records on a slow line.
const SEARCH_MAX: Duration = Duration::from_secs(1800);
/// Most nodes that are tried until so many have answered.
const NODES_TRIED_MAX: usize = 8;

/// Everything that the nodes that answered know of a registry's log.
pub(super) struct Answers {
    /// The child's records.
    pub(super) outcome: Outcome,
    /// Records of the logs, by the longest head.
    size: u64,
    /// Number of nodes that answered.
    pub(super) nodes: usize,
}

/// Searches on nodes, each known by its key or its place, until two have answered; notes those that do not.
pub(super) async fn records(
    keys: &Keyring,
    registry: &Registry,
    roster: &Roster,
    nodes: &[Address],
    silent: &mut Vec<Address>,
) -> Result<Answers, Failure> {
    let (mut found, mut last): (Option<Answers>, _) = (None, None);
    for address in nodes.iter().take(NODES_TRIED_MAX) {
        let searched = async {
            let remote = Remote::connect_to(address.clone()).await?;
            remote.within(SEARCH_MAX, search(keys, registry, roster, &remote)).await
        };
        match searched.await {
            Ok(answer) => {
                found = Some(match found.take() {
                    Some(before) => before.join(answer),
                    None => answer,
                });
            }
            Err(failure) => {
                if failure.exit == Exit::Unreachable {
                    silent.push(address.clone());
                }
                last = Some(failure);
            }
        }
        if found.as_ref().is_some_and(|found| found.nodes >= ANSWERS_WANTED) {
            break;
        }
    }
    found.ok_or_else(|| last.unwrap_or_else(|| Failure::internal("No node was named")))
}

impl Answers {
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

async fn search(keys: &Keyring, registry: &Registry, roster: &Roster, remote: &Remote) -> Result<Answers, Failure> {
    let mut extents = Vec::new();
    for log in &registry.logs {
        extents.push(extent(&log.origin, roster, remote).await?);
    }
    let size = extents.iter().map(|extent| extent.size).sum();
    let bad = |error: SearchError| Failure::bad_answer(remote.address(), error);
    let mut search = Search::new(keys, &registry.id, extents).map_err(bad)?;
    while let Some(query) = search.next_query() {
        ask(&query, &mut search, remote).await?;
    }
    Ok(Answers { outcome: search.outcome(), size, nodes: 1 })
}

/// Extent of a log (its size, its first and its last year), by a head that the registry signed.
async fn extent(origin: &Origin, roster: &Roster, remote: &Remote) -> Result<LogExtent, Failure> {
    let request = v1::GetCheckpointRequest {
        origin: origin.to_string(),
        which: v1::get_checkpoint_request::Which::Newest.into(),
    };
    let answer = remote.answer(remote.log().get_checkpoint(timely(request))).await?;
    let note = attestat_wire::field::Field::new("GetCheckpointResponse", "note").checkpoint(&answer.note);
    let note = note.map_err(|error| Failure::bad_field(remote.address(), &error))?;
    let signed = roster.key_at(origin, note.checkpoint().size).and_then(|key| note.verify_log(key).ok());
    let signed = signed.filter(|signed| signed.checkpoint().origin == *origin);
    let unsigned =
        || Failure::bad_answer(remote.address(), format!("the head of {origin} is not signed by its registry"));
    let head = signed.as_ref().ok_or_else(unsigned)?.checkpoint();
    let first_year = year(head, 0, remote).await?;
    let last_year = year(head, head.size.saturating_sub(1), remote).await?;
    // Nobody has records of years to come, and their tags are nobody's business.
    let this_year = Day::of_unix_seconds(clock::now()).year();
    if last_year > this_year {
        let what = format!("{origin} claims records of the year {last_year}, and this is {this_year}");
        return Err(Failure::bad_answer(remote.address(), what));
    }
    Ok(LogExtent { origin: origin.clone(), size: head.size, first_year, last_year })
}

/// UTC year of the day of a record that is proven to be in the log.
async fn year(head: &Checkpoint, index: u64, remote: &Remote) -> Result<u16, Failure> {
    let request = v1::GetInclusionProofRequest { origin: head.origin.to_string(), index, size: head.size };
    let answer = remote.answer(remote.log().get_inclusion_proof(timely(request))).await?;
    let bad = |what: String| Failure::bad_answer(remote.address(), what);
    let record = Record::parse(&answer.record).map_err(|error| bad(error.to_string()))?;
    let proof = TlogProof::parse(&answer.proof).map_err(|error| bad(error.to_string()))?;
    verify_inclusion(LeafHash::of(&answer.record), index, head.size, &proof.path, &head.root)
        .map_err(|_| bad(format!("record {index} of {} is not proven", head.origin)))?;
    if record.index != index {
        return Err(bad(format!("record {index} of {} was asked for, and another came", head.origin)));
    }
    Ok(record.day.year())
}

/// Asks for one bucket of the tag index.
async fn ask(query: &Query, search: &mut Search<'_>, remote: &Remote) -> Result<(), Failure> {
    let request = v1::FindTagsRequest {
        origin: query.origin.to_string(),
        prefix: query.prefix.bytes(),
        prefix_bits: query.prefix.bits(),
    };
    let call = remote.log().find_tags(request).await;
    let mut incoming = call.map_err(|status| remote.refusal(status))?.into_inner();
    let mut indexed = 0;
    while let Some(answer) = incoming.message().await.map_err(|status| remote.refusal(status))? {
        search.take_entries(&answer.entries).map_err(|error| Failure::bad_answer(remote.address(), error))?;
        indexed = answer.indexed_size;
    }
    search.complete(indexed);
    Ok(())
}
