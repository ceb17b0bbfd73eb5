//! New cuts, compared with what nodes hold: a root that no copy has at that size would cut off everything.
//!
//! The caller asks: [`addresses`] says whom, [`CopyOfLog`] gathers one node's answers, and [`judge`] decides.

use attestat_ledger::checkpoint::{Checkpoint, CheckpointNote};
use attestat_ledger::hash::{NodeHash, RootHash};
use attestat_ledger::roster::{Cosigner, CosignerKind, Cut, Roster};
use attestat_ledger::tree::verify_consistency;
use attestat_words::problem::{Problem, Side};
use attestat_words::text;
use std::collections::BTreeSet;

/// Answer of one node's copy about a cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A head that the log signed has the cut's root at its size.
    Confirms,
    /// The copy has another root there.
    Beside,
    /// The copy has fewer records.
    Shorter(u64),
    /// It does not hold the log.
    Nothing,
}

/// Answers of one node's copy about its heads, gathered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyOfLog {
    longest: u64,
    is_beside: bool,
    is_held: bool,
}

impl CopyOfLog {
    /// Takes note that the node refused, for another reason than that it does not hold the log.
    pub const fn was_refused(&mut self) {
        self.is_held = true;
    }

    /// Takes a note that the node gave as a head; returns the head where the log's own key signed it.
    pub fn head(&mut self, note: &str, cut: &Cut, roster: &Roster) -> Option<Checkpoint> {
        self.is_held = true;
        let head = signed_head(note, cut, roster)?;
        self.longest = self.longest.max(head.size);
        Some(head)
    }

    /// Takes note that the cut's root is not in the log of a head of its size or more.
    pub const fn lies_beside(&mut self) {
        self.is_beside = true;
    }

    /// The answer of a copy none of whose heads confirmed the cut; nothing where it showed no head that the log signed.
    pub const fn look(&self) -> Option<Look> {
        match (self.is_beside, self.longest) {
            (true, _) => Some(Look::Beside),
            (false, 0) if !self.is_held => Some(Look::Nothing),
            (false, 0) => None,
            (false, longest) => Some(Look::Shorter(longest)),
        }
    }
}

/// A head of the cut's log that its own key signed.
fn signed_head(note: &str, cut: &Cut, roster: &Roster) -> Option<Checkpoint> {
    let note = CheckpointNote::parse(note.as_bytes()).ok()?;
    let head = note.checkpoint().clone();
    let key = roster.key_at(&cut.origin, head.size).filter(|_| head.origin == cut.origin)?;
    note.verify_log(key).ok().map(|_| head)
}

/// Returns true if the path proves that the log of `size` records with this root begins with the cut's records. At the cut's
/// own size there is nothing to prove: the roots are one.
pub fn leads_to(cut: &Cut, (size, root): (u64, &RootHash), path: &[NodeHash]) -> bool {
    match size == cut.size {
        true => *root == cut.root,
        false => verify_consistency(cut.size, &cut.root, size, root, path).is_ok(),
    }
}

/// The addresses of other organisations' cosigners, and those of the registry itself.
pub fn addresses(cut: &Cut, roster: &Roster) -> [BTreeSet<String>; 2] {
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

/// Returns true if the registry's own nodes may be asked: each of the `asked` others has answered that it does not hold the
/// log, for one that is silent or has no address may hold it.
pub fn is_own_to_be_asked(looks: &[(String, Look)], asked: usize, cut: &Cut, roster: &Roster) -> bool {
    let hold_none = looks.len() == asked && looks.iter().all(|(_, look)| *look == Look::Nothing);
    hold_none && !has_unreachable(cut, roster)
}

/// True if a mirror of another organisation has no address, so that it cannot be asked.
fn has_unreachable(cut: &Cut, roster: &Roster) -> bool {
    let organisation = roster.log(&cut.origin).map(|(registry, _)| registry.organisation.as_str());
    let may_hold =
        |peer: &&Cosigner| peer.kind == CosignerKind::Mirror && Some(peer.organisation.as_str()) != organisation;
    roster.cosigners.iter().filter(may_hold).any(|peer| peer.url.is_empty())
}

/// Judges a cut by the answers of nodes.
///
/// # Errors
///
/// A copy contradicts it, or none confirms it.
pub fn judge(cut: &Cut, mut looks: Vec<(String, Look)>) -> Result<(), Problem> {
    looks.retain(|(_, look)| *look != Look::Nothing);
    looks.sort_by(|(one, _), (other, _)| one.cmp(other));
    let beside: Vec<&str> =
        looks.iter().filter(|(_, look)| *look == Look::Beside).map(|(node, _)| node.as_str()).collect();
    if beside.is_empty() && looks.iter().any(|(_, look)| *look == Look::Confirms) {
        return Ok(());
    }
    Err(refused(cut, &looks, &beside))
}

fn refused(cut: &Cut, looks: &[(String, Look)], beside: &[&str]) -> Problem {
    let (log, size) = (cut.origin.as_str(), cut.size);
    if !beside.is_empty() {
        let what = text!("roster-cut-elsewhere", log = log, size = size, nodes = beside.join(", "));
        return Problem::input("cut-elsewhere", what, text!("roster-cut-elsewhere.next"));
    }
    let longest =
        looks.iter().filter_map(|(_, look)| if let Look::Shorter(size) = look { Some(*size) } else { None }).max();
    match longest {
        Some(longest) => {
            let what = text!("roster-cut-beyond", log = log, size = size, longest = longest);
            Problem::input("cut-beyond", what, text!("roster-cut-beyond.next"))
        }
        None => {
            let what = text!("roster-cut-unchecked", log = log);
            Problem::new(Side::Unreachable, "cut-unchecked", what, text!("roster-cut-unchecked.next"))
        }
    }
}

/// Problem of a lowered cut whose root none of the nodes that were asked showed to be of the same history.
pub fn unproven(cut: &Cut, asked: &[String]) -> Problem {
    let (log, size) = (cut.origin.as_str(), cut.size);
    let what = match asked.is_empty() {
        true => text!("roster-cut-unproven", log = log, size = size),
        false => text!("roster-cut-unproven-by", log = log, size = size, nodes = asked.join(", ")),
    };
    Problem::input("cut-unproven", what, text!("roster-cut-unproven-next"))
}
