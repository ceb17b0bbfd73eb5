//! The records of one registry that carry the child's tags, asked for on a connection of its own: two
//! registries asked over one connection would be joined by it.

use crate::failure::Failure;
use crate::remote::Remote;
use attestat_ledger::day::Day;
use attestat_ledger::name::Origin;
use attestat_ledger::record::Record;
use attestat_ledger::roster::Registry;
use attestat_wallet::keyring::Keyring;
use attestat_wallet::recovery::{LogExtent, Outcome, Query, Search, SearchError};
use attestat_wire::connect::timely;
use attestat_wire::v1;

/// Searches on the first node that can answer for the registry.
pub(super) async fn records<'a>(
    keys: &Keyring,
    registry: &Registry,
    nodes: impl Iterator<Item = &'a str>,
) -> Result<Outcome, Failure> {
    let mut last = None;
    for address in nodes {
        let searched = async {
            let remote = Remote::connect(address).await?;
            search(keys, registry, &remote).await
        };
        match searched.await {
            Ok(outcome) => return Ok(outcome),
            Err(failure) => last = Some(failure),
        }
    }
    Err(last.unwrap_or_else(|| Failure::internal("No node was named")))
}

async fn search(keys: &Keyring, registry: &Registry, remote: &Remote) -> Result<Outcome, Failure> {
    let mut extents = Vec::new();
    for log in &registry.logs {
        extents.push(extent(&log.origin, remote).await?);
    }
    let bad = |error: SearchError| Failure::bad_answer(remote.address(), error);
    let mut search = Search::new(keys, &registry.id, extents).map_err(bad)?;
    while let Some(query) = search.next_query() {
        ask(&query, &mut search, remote).await?;
    }
    Ok(search.outcome())
}

/// How long a log is, and from which year to which.
async fn extent(origin: &Origin, remote: &Remote) -> Result<LogExtent, Failure> {
    let request = v1::GetCheckpointRequest {
        origin: origin.to_string(),
        which: v1::get_checkpoint_request::Which::Newest.into(),
    };
    let answer = remote.answer(remote.log().get_checkpoint(timely(request))).await?;
    let head = attestat_wire::field::Field::new("GetCheckpointResponse", "note").checkpoint(&answer.note);
    let size = head.map_err(|error| Failure::bad_field(remote.address(), &error))?.checkpoint().size;
    let first_year = year(origin, 0, size, remote).await?;
    let last_year = year(origin, size.saturating_sub(1), size, remote).await?;
    Ok(LogExtent { origin: origin.clone(), size, first_year, last_year })
}

/// UTC year of a record's day.
async fn year(origin: &Origin, index: u64, size: u64, remote: &Remote) -> Result<u16, Failure> {
    let request = v1::GetInclusionProofRequest { origin: origin.to_string(), index, size };
    let answer = remote.answer(remote.log().get_inclusion_proof(timely(request))).await?;
    let record = Record::parse(&answer.record).map_err(|error| Failure::bad_answer(remote.address(), error))?;
    Ok(year_of(record.day))
}

/// UTC year of a day.
fn year_of(day: Day) -> u16 {
    day.to_string().split('-').next().and_then(|year| year.parse().ok()).unwrap_or(u16::MAX)
}

/// One bucket of the tag index.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_its_year() {
        for (day, year) in [("1970-01-01", 1970), ("2020-12-31", 2020), ("2021-01-01", 2021)] {
            assert_eq!(year_of(Day::parse(day).unwrap()), year);
        }
    }
}
