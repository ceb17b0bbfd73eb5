//! New cuts, compared with what nodes hold: a root that no copy has at that size would cut off everything.

use crate::net::remote::{Remote, runtime};
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{Cut, Roster};
use attestat_rosters::cut_check::{self, CopyOfLog, Look, addresses, is_own_to_be_asked, judge, unproven};
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::refusal::UNKNOWN_LOG;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use attestat_words::{say, text};
use std::collections::BTreeSet;
use tokio::task::JoinSet;

/// The code of a node that lists a log and has no head of it.
const NO_HEAD: &str = "no-head";

/// Refuses a cut that is not in `before` and that no node's copy has, or that one contradicts; and a lowered cut that
/// no node proves to be of the same history.
pub(super) fn check(roster: &Roster, before: Option<&Roster>, offline: bool, out: &Output) -> Result<(), Failure> {
    let new = roster.cuts.iter().filter(|cut| !before.is_some_and(|before| before.cuts.contains(cut)));
    for cut in new {
        match before.and_then(|before| before.cut(&cut.origin)) {
            Some(_) if offline => return Err(unproven(cut, &[]).into()),
            Some(held) => runtime()?.block_on(prove_lowered(cut, held, roster, out))?,
            None if offline => out.warning(&say!(out.language(), "roster-cut-offline", log = cut.origin.as_str())),
            None => runtime()?.block_on(compare(cut, roster, out))?,
        }
    }
    Ok(())
}

/// Asks everybody but the registry itself, which is what forked. Its own nodes are asked only where each of the others has
/// answered that it does not hold the log: one that is silent may hold it.
async fn compare(cut: &Cut, roster: &Roster, out: &Output) -> Result<(), Failure> {
    let [others, own] = addresses(cut, roster);
    let asked = others.len();
    let mut looks = ask(others, cut, roster, out).await?;
    if is_own_to_be_asked(&looks, asked, cut, roster) {
        looks = ask(own, cut, roster, out).await?;
        if looks.iter().any(|(_, look)| *look == Look::Confirms) {
            out.warning(&say!(out.language(), "roster-cut-own-node-alone", log = cut.origin.as_str()));
        }
    }
    Ok(judge(cut, looks)?)
}

/// Asks all nodes about a cut at once; a node that does not answer is named.
async fn ask(
    addresses: BTreeSet<String>,
    cut: &Cut,
    roster: &Roster,
    out: &Output,
) -> Result<Vec<(String, Look)>, Failure> {
    let (mut asked, mut looks) = (JoinSet::new(), Vec::new());
    for address in addresses {
        let (cut, roster) = (cut.clone(), roster.clone());
        asked.spawn(async move { look(&address, &cut, &roster).await });
    }
    while let Some(answer) = asked.join_next().await {
        match answer {
            Ok(Ok(answer)) => looks.push(answer),
            Ok(Err(failure)) => out.warning(&failure.what(out.language())),
            Err(error) => return Err(Failure::internal(error.to_string())),
        }
    }
    Ok(looks)
}

/// Asks for the proof that what a lowered cut keeps is the beginning of what the cut kept so far. One that holds is enough,
/// whoever gives it.
async fn prove_lowered(cut: &Cut, held: &Cut, roster: &Roster, out: &Output) -> Result<(), Failure> {
    let mut asked = Vec::new();
    for address in addresses(cut, roster).into_iter().flatten() {
        let answer = async {
            let node = Remote::connect_listed(&address, roster).await?;
            let leads = leads_to(&node, cut, held.size, &held.root).await?;
            Ok::<_, Failure>((node.address().to_owned(), leads))
        };
        match answer.await {
            Ok((_, true)) => return Ok(()),
            Ok((node, false)) => asked.push(node),
            Err(failure) => out.warning(&failure.what(out.language())),
        }
    }
    Err(unproven(cut, &asked).into())
}

async fn look(address: &str, cut: &Cut, roster: &Roster) -> Result<(String, Look), Failure> {
    let node = Remote::connect_listed(address, roster).await?;
    let mut copy = CopyOfLog::default();
    for which in [Which::Newest, Which::Published] {
        let request = v1::GetCheckpointRequest { origin: cut.origin.to_string(), which: which.into() };
        let answer = match node.answer(node.log().get_checkpoint(timely(request))).await {
            Ok(answer) => answer,
            Err(failure) => {
                if failure.code != UNKNOWN_LOG && failure.code != NO_HEAD {
                    copy.was_refused();
                }
                continue;
            }
        };
        let head = copy.head(&answer.note, cut, roster).filter(|head| head.size >= cut.size);
        let Some(head) = head else { continue };
        match leads_to(&node, cut, head.size, &head.root).await? {
            true => return Ok((node.address().to_owned(), Look::Confirms)),
            false => copy.lies_beside(),
        }
    }
    let name = node.address().to_owned();
    match copy.look() {
        Some(look) => Ok((name, look)),
        None => Err(Failure::unsound_answer(&name, text!("roster-cut-no-signed-head", log = cut.origin.as_str()))),
    }
}

/// Returns true if the log of `size` records with this root begins with the cut's records.
async fn leads_to(node: &Remote, cut: &Cut, size: u64, root: &RootHash) -> Result<bool, Failure> {
    if size == cut.size {
        return Ok(cut_check::leads_to(cut, (size, root), &[]));
    }
    let request = v1::GetConsistencyProofRequest { origin: cut.origin.to_string(), old_size: cut.size, new_size: size };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await?;
    let path = Field::new("GetConsistencyProofResponse", "path").path(&answer.path);
    let path = path.map_err(|error| Failure::bad_field(node.address(), &error))?;
    Ok(cut_check::leads_to(cut, (size, root), &path))
}
