//! The signed part of an audit: seals and published heads against the recomputed roots and keys.

use super::{Audit, AuditGap, CheckedHead, Finding, HeadFault};
use crate::checkpoint::{Checkpoint, CheckpointNote};
use crate::hash::RootHash;
use crate::key::{PublicKey, Signature};
use crate::roster::Roster;
use std::collections::BTreeSet;

/// A seal whose root is that of the records, with the key that must have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedSeal {
    checkpoint: Checkpoint,
    key: Option<PublicKey>,
    seal: Signature,
}

impl ComparedSeal {
    /// Size of the checkpoint.
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// Returns true if the key in force made the seal. This is the expensive part.
    pub fn is_valid(&self) -> bool {
        self.key.as_ref().is_some_and(|key| self.checkpoint.verify_seal(key, &self.seal).is_ok())
    }
}

impl Audit {
    /// Returns the key that signs checkpoints of `size`, according to the records.
    pub fn key_at(&self, size: u64) -> Option<&PublicKey> {
        self.keys.range(..=size).next_back().map(|(_, key)| key)
    }

    /// Returns the sizes from which each key signs, according to the records.
    pub fn key_starts(&self) -> impl Iterator<Item = u64> + '_ {
        self.keys.keys().copied()
    }

    /// Returns the largest marked size at which each key signs: the key's last seal, if every seal was marked. These
    /// seals are checked even when not every one is.
    pub fn last_seals_of_keys(&self) -> Vec<u64> {
        let starts = self.keys.keys().copied();
        let ends = self.keys.keys().skip(1).map(|next| next - 1).chain([self.size()]);
        let periods = starts.zip(ends).filter(|(start, end)| start <= end);
        periods.filter_map(|(start, end)| self.roots.range(start..=end).next_back().map(|(size, _)| *size)).collect()
    }

    /// Keeps the roots at these sizes, which are those of the published heads, until the end; also when a seal there
    /// was checked before.
    pub fn keep_roots(&mut self, sizes: impl IntoIterator<Item = u64>) {
        self.kept.extend(sizes);
    }

    /// Forgets the marked roots that are not needed when only the last seal of each key is checked. Called between
    /// stretches, it keeps the use of memory flat.
    pub fn forget_other_roots(&mut self) {
        let last: BTreeSet<u64> = self.last_seals_of_keys().into_iter().collect();
        let kept = &self.kept;
        self.roots.retain(|size, _| kept.contains(size) || last.contains(size));
    }

    /// The recomputed root at a size that was marked, at size 0 or at the end.
    pub fn root_at(&self, size: u64) -> Option<RootHash> {
        match size {
            0 => Some(RootHash::empty()),
            size if size == self.size() => self.range.root(),
            size => self.roots.get(&size).copied(),
        }
    }

    /// Checks a seal at a marked size; a seal at a size without a mark is counted as not checked.
    pub fn check_seal(&mut self, size: u64, root: RootHash, seal: &Signature) {
        if let Some(seal) = self.compare_seal(size, root, seal) {
            self.judge_seal(size, seal.is_valid());
        }
    }

    /// The first half of [`Audit::check_seal`]: the root. The signature of the returned seal can be checked on any
    /// core; its result is then passed to [`Audit::judge_seal`].
    pub fn compare_seal(&mut self, size: u64, root: RootHash, seal: &Signature) -> Option<ComparedSeal> {
        if size > self.size() && !self.broken {
            self.find(Finding::Short { head: size, records: self.size() });
            return None;
        }
        let Some(own) = self.root_at(size) else {
            self.report.seals_not_checked += 1;
            return None;
        };
        self.report.seals_checked += 1;
        if !self.kept.contains(&size) {
            self.roots.remove(&size);
        }
        if own != root {
            self.find(Finding::Root(size));
            return None;
        }
        let checkpoint = Checkpoint { origin: self.origin.clone(), size, root };
        Some(ComparedSeal { checkpoint, key: self.key_at(size).cloned(), seal: *seal })
    }

    /// The second half of [`Audit::check_seal`]: the result of checking the signature.
    pub fn judge_seal(&mut self, size: u64, valid: bool) {
        if !valid {
            self.find(Finding::Seal(size));
        }
    }

    /// Counts seals that are there and were not looked at.
    pub fn skip_seals(&mut self, count: u64) {
        self.report.seals_not_checked += count;
    }

    /// Checks a published head at a marked size: the log's signature, the root, the cosignatures.
    pub fn check_head(&mut self, head: &CheckpointNote, roster: Option<&Roster>) {
        let Checkpoint { size, root, origin } = head.checkpoint();
        if *origin != self.origin {
            self.find(Finding::Head { size: *size, why: HeadFault::OfAnotherLog(origin.clone()) });
            return;
        }
        if *size > self.size() {
            if self.broken {
                self.not_checked(AuditGap::HeadBeyond(*size));
            } else {
                self.find(Finding::Short { head: *size, records: self.size() });
            }
            return;
        }
        match self.key_at(*size).map(|key| head.verify_log(key)) {
            Some(Ok(_)) => {}
            Some(Err(error)) => self.find(Finding::Head { size: *size, why: HeadFault::Signature(error) }),
            None => self.find(Finding::Head { size: *size, why: HeadFault::NoKey }),
        }
        match self.root_at(*size) {
            Some(own) if own == *root => {}
            Some(_) => self.find(Finding::Root(*size)),
            None => self.not_checked(AuditGap::HeadRoot(*size)),
        }
        let quorum = self.judge(head, roster);
        self.report.heads.push(CheckedHead { size: *size, root: *root, quorum });
    }

    fn judge(&mut self, head: &CheckpointNote, roster: Option<&Roster>) -> Option<crate::roster::Quorum> {
        let roster = roster?;
        let registry = roster.registry(self.origin.registry())?;
        match roster.judge(registry, head.note()) {
            Ok(quorum) => Some(quorum),
            Err(error) => {
                self.find(Finding::Head { size: head.checkpoint().size, why: HeadFault::Signature(error) });
                None
            }
        }
    }
}
