//! New cuts, compared with what nodes hold: a root that no copy has at that size would cut off everything.

use crate::net::remote::{Remote, runtime};
use crate::render::exit::Exit;
use crate::render::failure::Failure;
use crate::render::output::Output;
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::hash::RootHash;
use attestat_ledger::roster::{Cosigner, CosignerKind, Cut, Roster};
use attestat_ledger::tree::verify_consistency;
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

/// Answer of one node's copy about a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    /// A head that the log signed has the cut's root at its size.
    Confirms,
    /// The copy has another root there.
    Beside,
    /// The copy has fewer records.
    Shorter(u64),
    /// It does not hold the log.
    Nothing,
}

/// Refuses a cut that is not in `before` and that no node's copy has, or that one contradicts; and a lowered cut that
/// no node proves to be of the same history.
pub(super) fn check(roster: &Roster, before: Option<&Roster>, offline: bool, out: &Output) -> Result<(), Failure> {
    let new = roster.cuts.iter().filter(|cut| !before.is_some_and(|before| before.cuts.contains(cut)));
    for cut in new {
        match before.and_then(|before| before.cut(&cut.origin)) {
            Some(_) if offline => return Err(unproven(cut, Vec::new())),
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
    if looks.len() == asked && looks.iter().all(|(_, look)| *look == Look::Nothing) && !has_unreachable(cut, roster) {
        looks = ask(own, cut, roster, out).await?;
        if looks.iter().any(|(_, look)| *look == Look::Confirms) {
            out.warning(&say!(out.language(), "roster-cut-own-node-alone", log = cut.origin.as_str()));
        }
    }
    looks.retain(|(_, look)| *look != Look::Nothing);
    looks.sort_by(|(one, _), (other, _)| one.cmp(other));
    let beside: Vec<&str> =
        looks.iter().filter(|(_, look)| *look == Look::Beside).map(|(node, _)| node.as_str()).collect();
    if beside.is_empty() && looks.iter().any(|(_, look)| *look == Look::Confirms) {
        return Ok(());
    }
    Err(refused(cut, &looks, &beside))
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
    Err(unproven(cut, asked))
}

/// Failure for a lowered cut whose root nobody showed to be of the same history.
fn unproven(cut: &Cut, asked: Vec<String>) -> Failure {
    let (log, size) = (cut.origin.as_str(), cut.size);
    let what = match asked.is_empty() {
        true => text!("roster-cut-unproven", log = log, size = size),
        false => text!("roster-cut-unproven-by", log = log, size = size, nodes = asked.join(", ")),
    };
    Failure::usage("cut-unproven", what, text!("roster-cut-unproven-next"))
}

fn refused(cut: &Cut, looks: &[(String, Look)], beside: &[&str]) -> Failure {
    let (log, size) = (cut.origin.as_str(), cut.size);
    if !beside.is_empty() {
        let what = text!("roster-cut-elsewhere", log = log, size = size, nodes = beside.join(", "));
        return Failure::usage("cut-elsewhere", what, text!("roster-cut-elsewhere.next"));
    }
    let longest =
        looks.iter().filter_map(|(_, look)| if let Look::Shorter(size) = look { Some(*size) } else { None }).max();
    match longest {
        Some(longest) => {
            let what = text!("roster-cut-beyond", log = log, size = size, longest = longest);
            Failure::usage("cut-beyond", what, text!("roster-cut-beyond.next"))
        }
        None => {
            let what = text!("roster-cut-unchecked", log = log);
            Failure::new(Exit::Unreachable, "cut-unchecked", what, text!("roster-cut-unchecked.next"))
        }
    }
}

/// The addresses of other organisations' cosigners, and those of the registry itself.
fn addresses(cut: &Cut, roster: &Roster) -> [BTreeSet<String>; 2] {
    let registry = roster.log(&cut.origin).map(|(registry, _)| registry);
    let own: BTreeSet<&str> = registry
        .into_iter()
        .flat_map(|registry| {
            let peers = roster.cosigners.iter().filter(|peer| peer.organisation == registry.organisation);
            peers.map(|peer| peer.url.as_str()).chain([registry.url.as_str()])
        })
        .collect();
    let all = roster.cosigners.iter().map(|peer| peer.url.as_str());
    let others = all.filter(|url| !own.contains(url)).collect();
    [others, own]
        .map(|urls: BTreeSet<&str>| urls.into_iter().filter(|url| !url.is_empty()).map(str::to_owned).collect())
}

/// True if a mirror of another organisation has no address, so that it cannot be asked.
fn has_unreachable(cut: &Cut, roster: &Roster) -> bool {
    let organisation = roster.log(&cut.origin).map(|(registry, _)| registry.organisation.as_str());
    let may_hold =
        |peer: &&Cosigner| peer.kind == CosignerKind::Mirror && Some(peer.organisation.as_str()) != organisation;
    roster.cosigners.iter().filter(may_hold).any(|peer| peer.url.is_empty())
}

async fn look(address: &str, cut: &Cut, roster: &Roster) -> Result<(String, Look), Failure> {
    let node = Remote::connect_listed(address, roster).await?;
    let mut longest = 0;
    let (mut beside, mut holds_none) = (false, true);
    for which in [Which::Newest, Which::Published] {
        let request = v1::GetCheckpointRequest { origin: cut.origin.to_string(), which: which.into() };
        let answer = match node.answer(node.log().get_checkpoint(timely(request))).await {
            Ok(answer) => answer,
            Err(failure) => {
                holds_none &= failure.code == UNKNOWN_LOG || failure.code == NO_HEAD;
                continue;
            }
        };
        holds_none = false;
        let Some(head) = signed_head(&answer.note, cut, roster) else { continue };
        longest = longest.max(head.size);
        if head.size >= cut.size {
            match leads_to(&node, cut, head.size, &head.root).await? {
                true => return Ok((node.address().to_owned(), Look::Confirms)),
                false => beside = true,
            }
        }
    }
    let name = node.address().to_owned();
    match (beside, longest) {
        (true, _) => Ok((name, Look::Beside)),
        (false, 0) if holds_none => Ok((name, Look::Nothing)),
        (false, 0) => {
            Err(Failure::unsound_answer(&name, text!("roster-cut-no-signed-head", log = cut.origin.as_str())))
        }
        (false, longest) => Ok((name, Look::Shorter(longest))),
    }
}

/// A head of the cut's log that its own key signed.
fn signed_head(note: &str, cut: &Cut, roster: &Roster) -> Option<Checkpoint> {
    let note = CheckpointNote::parse(note.as_bytes()).ok()?;
    let head = note.checkpoint().clone();
    let key = roster.key_at(&cut.origin, head.size).filter(|_| head.origin == cut.origin)?;
    note.verify_log(key).ok().map(|_| head)
}

/// Returns true if the log of `size` records with this root begins with the cut's records.
async fn leads_to(node: &Remote, cut: &Cut, size: u64, root: &RootHash) -> Result<bool, Failure> {
    if size == cut.size {
        return Ok(*root == cut.root);
    }
    let request = v1::GetConsistencyProofRequest { origin: cut.origin.to_string(), old_size: cut.size, new_size: size };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await?;
    let path = Field::new("GetConsistencyProofResponse", "path").path(&answer.path);
    let path = path.map_err(|error| Failure::bad_field(node.address(), &error))?;
    Ok(verify_consistency(cut.size, &cut.root, size, root, &path).is_ok())
}
