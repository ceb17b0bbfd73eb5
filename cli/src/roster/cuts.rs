//! New cuts, compared with what nodes hold: a root that no copy has at that size would cut off everything.

use crate::failure::Failure;
use crate::output::{Output, counted};
use crate::remote::{Remote, runtime};
use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::roster::{Cut, Roster};
use attestat_ledger::tree::verify_consistency;
use attestat_wire::connect::timely;
use attestat_wire::field::Field;
use attestat_wire::v1;
use attestat_wire::v1::get_checkpoint_request::Which;
use std::collections::BTreeSet;

/// How many nodes that confirm a cut are enough.
const ENOUGH: usize = 3;

/// What one node's copy says of a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Look {
    /// A head that the log signed has the cut's root at its size.
    Confirms,
    /// It has another root there.
    Beside,
    /// It has fewer records.
    Shorter(u64),
}

/// Refuses a cut that was not there `before` and that no node's copy has.
pub(super) fn check(roster: &Roster, before: Option<&Roster>, offline: bool, out: &Output) -> Result<(), Failure> {
    let new = roster.cuts.iter().filter(|cut| !before.is_some_and(|before| before.cuts.contains(cut)));
    for cut in new {
        if offline {
            out.warning(&format!("The cut of {} was not compared with any node.", cut.origin));
            continue;
        }
        runtime()?.block_on(compare(cut, roster, out))?;
    }
    Ok(())
}

async fn compare(cut: &Cut, roster: &Roster, out: &Output) -> Result<(), Failure> {
    let mut looks: Vec<(String, Look)> = Vec::new();
    for address in addresses(cut, roster) {
        match look(&address, cut, roster).await {
            Ok((node, look)) => looks.push((node, look)),
            Err(failure) => out.warning(&failure.what),
        }
        if looks.iter().filter(|(_, look)| *look == Look::Confirms).count() >= ENOUGH {
            break;
        }
    }
    let beside: Vec<&str> =
        looks.iter().filter(|(_, look)| *look == Look::Beside).map(|(node, _)| node.as_str()).collect();
    if looks.iter().any(|(_, look)| *look == Look::Confirms) {
        if !beside.is_empty() {
            out.warning(&format!("{}: {} holds the history that this cut leaves out.", cut.origin, beside.join(", ")));
        }
        return Ok(());
    }
    Err(refused(cut, &looks, &beside))
}

fn refused(cut: &Cut, looks: &[(String, Look)], beside: &[&str]) -> Failure {
    let Cut { origin, size, .. } = cut;
    if !beside.is_empty() {
        let what =
            format!("The cut of {origin} has a root that the log never had at {size} records on {}", beside.join(", "));
        return Failure::usage(
            "cut-elsewhere",
            what,
            "Take size and root of the cut from a head that was confirmed: attestat roster cut --from HEAD.",
        );
    }
    let longest =
        looks.iter().filter_map(|(_, look)| if let Look::Shorter(size) = look { Some(*size) } else { None }).max();
    match longest {
        Some(longest) => {
            let what = format!(
                "The cut of {origin} lies at {size} records, and the longest copy of the log has {}",
                counted(longest, "record", "records")
            );
            Failure::usage("cut-beyond", what, "Cut where the log has been.")
        }
        None => {
            let what = format!("No node answers that holds {origin}, so its cut cannot be compared with the log");
            let todo =
                "Try again when a mirror runs; with --offline it is not compared, which somebody else must have done.";
            Failure::new(crate::exit::Exit::Unreachable, "cut-unchecked", what, todo)
        }
    }
}

/// The log's own node and every cosigner's.
fn addresses(cut: &Cut, roster: &Roster) -> Vec<String> {
    let own = roster.log(&cut.origin).map(|(registry, _)| &registry.url);
    let mut seen = BTreeSet::new();
    let all = own.into_iter().chain(roster.cosigners.iter().map(|peer| &peer.url));
    all.filter(|url| !url.is_empty() && seen.insert(url.as_str())).cloned().collect()
}

async fn look(address: &str, cut: &Cut, roster: &Roster) -> Result<(String, Look), Failure> {
    let node = Remote::connect_listed(address, roster).await?;
    let mut longest = 0;
    let mut beside = false;
    for which in [Which::Newest, Which::Published] {
        let request = v1::GetCheckpointRequest { origin: cut.origin.to_string(), which: which.into() };
        let Ok(answer) = node.answer(node.log().get_checkpoint(timely(request))).await else { continue };
        let Some(head) = signed_head(&answer.note, cut, roster) else { continue };
        longest = longest.max(head.size);
        if head.size >= cut.size {
            match leads_to(&node, cut, &head).await? {
                true => return Ok((node.address().to_owned(), Look::Confirms)),
                false => beside = true,
            }
        }
    }
    let name = node.address().to_owned();
    match (beside, longest) {
        (true, _) => Ok((name, Look::Beside)),
        (false, 0) => Err(Failure::bad_answer(&name, format!("it shows no head that {} signed", cut.origin))),
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

/// Whether the first records of a head are those of the cut.
async fn leads_to(node: &Remote, cut: &Cut, head: &Checkpoint) -> Result<bool, Failure> {
    if head.size == cut.size {
        return Ok(head.root == cut.root);
    }
    let request =
        v1::GetConsistencyProofRequest { origin: cut.origin.to_string(), old_size: cut.size, new_size: head.size };
    let answer = node.answer(node.log().get_consistency_proof(timely(request))).await?;
    let path = Field::new("GetConsistencyProofResponse", "path").path(&answer.path);
    let path = path.map_err(|error| Failure::bad_field(node.address(), &error))?;
    Ok(verify_consistency(cut.size, &cut.root, head.size, &head.root, &path).is_ok())
}
