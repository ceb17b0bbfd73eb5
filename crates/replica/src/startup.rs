//! The start rule: a registry writes only when its cosigners have shown that its disk is not an old one.
//!
//! A disk put back from a copy does not know what it has forgotten, and a registry that wrote on would sign a second
//! history. So before the first seal it asks its cosigners for the newest head that they have seen, and waits until
//! those that have not answered could not make a quorum by themselves (with k of n that is n - k + 1 answers): then
//! every published head is known to one that answered. A head counts only with the log's own signature.
//!
//! A mirror that lost its copy asks the same before it signs again a statement of the newest head that it has seen:
//! the registry relies on the statements of its mirrors.

use crate::copy::{CopyError, OwnCopy};
use crate::head::{Agreement, HeadFault, check_signature, compare};
use crate::pace::{Jitter, Pace};
use crate::time::Moment;
use attestat_ledger::checkpoint::{CheckpointNote, SignedCheckpoint};
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::roster::Roster;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Verdict on whether the registry may write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Reads only: cosigners are still being asked.
    Waiting {
        /// Key names of the cosigners that have answered.
        answered: Vec<String>,
        /// Key names of the cosigners that have not.
        missing: Vec<String>,
    },
    /// Reads only: records that the registry signed are missing here. Pull them from the holders with a
    /// [`crate::follower::Follower`] in the role `Recovery`, set the guard, then tell [`StartupEvent::Grown`].
    Behind {
        /// The newest head that a cosigner has seen.
        head: Box<SignedCheckpoint>,
        /// Key names of the cosigners that have seen heads beyond ours.
        holders: Vec<String>,
    },
    /// Reads only, for good: the registry signed a head that its own records contradict.
    Contradicted {
        /// The contradicted head.
        head: Box<CheckpointNote>,
        /// The evidence, when our own disk holds a signed head that contradicts it.
        evidence: Option<Box<ForkEvidence>>,
    },
    /// The registry may write.
    ReadyToSeal,
}

/// An event that the start rule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartupEvent {
    /// Time has passed; nothing else happened.
    Tick,
    /// A cosigner answered.
    Answer {
        /// Key name of the cosigner.
        cosigner: String,
        /// The newest head that it has seen; none when it has never seen one.
        note: Option<CheckpointNote>,
        /// Evidence of a fork that came with it.
        fork: Option<Box<ForkEvidence>>,
    },
    /// A cosigner could not be asked.
    Failed {
        /// Key name of the cosigner.
        cosigner: String,
    },
    /// Recovery brought records back.
    Grown {
        /// Records held now.
        size: u64,
        /// The newest head held now.
        seal: Option<SignedCheckpoint>,
    },
    /// An operator takes it upon themselves to write although cosigners are missing.
    Override(Override),
}

/// An operator's decision, for the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The operator's role or account; no personal name.
    pub by: String,
    /// The reason, in words.
    pub reason: String,
}

/// An action that the start rule wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartupEffect {
    /// Ask a cosigner for the newest head that it has seen.
    Ask {
        /// Key name of the cosigner.
        cosigner: String,
    },
    /// The verdict changed.
    Verdict(Verdict),
    /// Put the override on record, for good, before the first seal.
    Record {
        /// Time of the decision.
        at: Moment,
        /// The decision, with its operator and reason.
        decision: Override,
        /// Key names of the cosigners that had not answered.
        missing: Vec<String>,
    },
    /// An override was refused: it is known that records are missing or that a head contradicts them.
    OverrideRefused(Verdict),
    /// A cosigner showed a head that the log did not sign.
    ForgedHead {
        /// Key name of the cosigner.
        cosigner: String,
        /// The fault of the head.
        fault: HeadFault,
    },
    /// Our own disk could not be read.
    OwnStorage(CopyError),
}

#[derive(Debug, Default)]
struct AskedCosigner {
    /// The newest head that it has seen, once it has answered.
    answer: Option<Option<SignedCheckpoint>>,
    failures: u32,
    /// Time at which it is asked next, or at which its answer is late.
    due: Option<Moment>,
}

/// Decides whether a registry may write. See the module's text.
#[derive(Debug)]
pub struct Startup {
    origin: Origin,
    roster: Arc<Roster>,
    pace: Pace,
    jitter: Jitter,
    size: u64,
    seal: Option<SignedCheckpoint>,
    cosigners: BTreeMap<String, AskedCosigner>,
    /// The mirror that asks, which counts as silent: it does not know what it signed.
    asker: Option<String>,
    proven: Option<Box<ForkEvidence>>,
    verdict: Option<Verdict>,
}

impl Startup {
    /// Starts with the contents of the disk: `size` records, and the newest head.
    pub fn new(
        roster: Arc<Roster>,
        origin: Origin,
        size: u64,
        seal: Option<SignedCheckpoint>,
        pace: Pace,
        jitter: u64,
    ) -> Self {
        let registry = roster.log(&origin).map(|(registry, _)| registry);
        let counting = registry.into_iter().flat_map(|registry| roster.counting_cosigners(registry));
        let cosigners = counting.map(|cosigner| (cosigner.key.name().to_owned(), AskedCosigner::default())).collect();
        let jitter = Jitter::new(jitter);
        Self { origin, roster, pace, jitter, size, seal, cosigners, asker: None, proven: None, verdict: None }
    }

    /// Applies the rule for the mirror of this key name, which lost its copy of the log. Where all others answered,
    /// no other could know more.
    #[must_use]
    pub fn of_a_mirror(self, name: &str) -> Self {
        Self { asker: Some(name.to_owned()), ..self }
    }

    /// The verdict so far; none before the first event.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Returns the key names of the cosigners that have shown a head of this log: on their word a lost sign guard can
    /// be made anew. A cosigner that has never seen the log does not know how far it was signed.
    pub fn vouchers(&self) -> Vec<String> {
        self.heads_shown().map(|(name, _)| name.to_owned()).collect()
    }

    /// Returns the time at which [`StartupEvent::Tick`] is due, unless another event comes first.
    pub fn wake_at(&self) -> Moment {
        if self.verdict == Some(Verdict::ReadyToSeal) {
            return Moment::NEVER;
        }
        let open = self.cosigners.values().filter(|cosigner| cosigner.answer.is_none());
        open.map(|cosigner| cosigner.due.unwrap_or(Moment::from_unix_millis(0))).min().unwrap_or(Moment::NEVER)
    }

    /// Takes one event and returns the actions that it calls for, in order. Once the registry may write, nothing
    /// changes that here any more.
    pub fn handle(&mut self, event: StartupEvent, now: Moment, copy: &dyn OwnCopy) -> Vec<StartupEffect> {
        let mut out = Vec::new();
        if self.verdict == Some(Verdict::ReadyToSeal) {
            return out;
        }
        match event {
            StartupEvent::Tick => {}
            StartupEvent::Answer { cosigner, note, fork } => {
                self.on_answer(&cosigner, note.as_ref(), fork, now, &mut out)
            }
            StartupEvent::Failed { cosigner } => self.put_off(&cosigner, now),
            StartupEvent::Grown { size, seal } => (self.size, self.seal) = (size, seal),
            StartupEvent::Override(decision) => return self.on_override(decision, now),
        }
        match self.judge(copy) {
            Ok(verdict) => self.set_verdict(verdict, &mut out),
            Err(error) => out.push(StartupEffect::OwnStorage(error)),
        }
        self.ask_who_is_due(now, &mut out);
        out
    }

    fn on_answer(
        &mut self,
        name: &str,
        note: Option<&CheckpointNote>,
        fork: Option<Box<ForkEvidence>>,
        now: Moment,
        out: &mut Vec<StartupEffect>,
    ) {
        let Some(cosigner) = self.cosigners.get_mut(name) else { return };
        if let Some(evidence) = fork.filter(|fork| *fork.origin() == self.origin && fork.verify(&self.roster).is_ok()) {
            self.proven = Some(evidence);
        }
        match note.map(|note| check_signature(&self.roster, &self.origin, note)).transpose() {
            Ok(head) => cosigner.answer = Some(head),
            Err(fault) => {
                // A key that is not listed accuses nobody, but does not count either.
                if !matches!(fault, HeadFault::KeyNotListed(_)) {
                    out.push(StartupEffect::ForgedHead { cosigner: name.to_owned(), fault });
                }
                self.put_off(name, now);
            }
        }
    }

    fn put_off(&mut self, name: &str, now: Moment) {
        let Some(cosigner) = self.cosigners.get_mut(name) else { return };
        cosigner.failures = cosigner.failures.saturating_add(1);
        cosigner.due = Some(now.plus(self.pace.retry(cosigner.failures, &mut self.jitter)));
    }

    fn ask_who_is_due(&mut self, now: Moment, out: &mut Vec<StartupEffect>) {
        if self.verdict == Some(Verdict::ReadyToSeal) {
            return;
        }
        for (name, cosigner) in &mut self.cosigners {
            if self.asker.as_ref() == Some(name) {
                cosigner.due = Some(Moment::NEVER);
            } else if cosigner.answer.is_none() && cosigner.due.is_none_or(|due| due <= now) {
                cosigner.due = Some(now.plus(self.pace.patience));
                out.push(StartupEffect::Ask { cosigner: name.clone() });
            }
        }
    }

    fn judge(&self, copy: &dyn OwnCopy) -> Result<Verdict, CopyError> {
        if let Some(evidence) = &self.proven {
            let head = Box::new(evidence.larger.clone());
            return Ok(Verdict::Contradicted { head, evidence: Some(evidence.clone()) });
        }
        let mut holders = Vec::new();
        let mut newest: Option<&SignedCheckpoint> = None;
        for (name, head) in self.heads_shown() {
            match compare(self.size, self.seal.as_ref(), head, copy)? {
                Agreement::Agrees => {}
                Agreement::Ahead => {
                    holders.push(name.to_owned());
                    let size = head.checkpoint().size;
                    newest = newest.filter(|held| held.checkpoint().size >= size).or(Some(head));
                }
                Agreement::Contradicts(evidence) => {
                    let Ok(head) = CheckpointNote::from_note(head.note()) else { continue };
                    return Ok(Verdict::Contradicted { head: Box::new(head), evidence });
                }
            }
        }
        Ok(match newest {
            Some(head) => Verdict::Behind { head: Box::new(head.clone()), holders },
            None if self.has_enough_answers() => Verdict::ReadyToSeal,
            None => self.waiting(),
        })
    }

    fn heads_shown(&self) -> impl Iterator<Item = (&str, &SignedCheckpoint)> {
        self.cosigners.iter().filter_map(|(name, cosigner)| Some((name.as_str(), cosigner.answer.as_ref()?.as_ref()?)))
    }

    /// Returns true if the cosigners that have not answered could not make a quorum among themselves.
    fn has_enough_answers(&self) -> bool {
        let answered = self.cosigners.values().filter(|cosigner| cosigner.answer.is_some()).count();
        let are_all_heard = self.asker.as_ref().is_some_and(|asker| {
            self.cosigners.iter().all(|(name, cosigner)| name == asker || cosigner.answer.is_some())
        });
        if self.cosigners.is_empty() || are_all_heard {
            return true;
        }
        // With a policy that asks for no cosignature, or that nobody can satisfy, one answer must do.
        let is_open = |name: &str| self.cosigners.get(name).is_some_and(|cosigner| cosigner.answer.is_none());
        answered > 0 && !(self.roster.policy.needs_cosignatures() && self.roster.policy.is_satisfied(is_open))
    }

    fn waiting(&self) -> Verdict {
        let (mut answered, mut missing) = (Vec::new(), Vec::new());
        for (name, cosigner) in &self.cosigners {
            let names = if cosigner.answer.is_some() { &mut answered } else { &mut missing };
            names.push(name.clone());
        }
        Verdict::Waiting { answered, missing }
    }

    fn set_verdict(&mut self, verdict: Verdict, out: &mut Vec<StartupEffect>) {
        if self.verdict.as_ref() != Some(&verdict) {
            self.verdict = Some(verdict.clone());
            out.push(StartupEffect::Verdict(verdict));
        }
    }

    /// Takes an operator's override. It helps only against silence: records that are known to be missing would become
    /// a fork.
    fn on_override(&mut self, decision: Override, now: Moment) -> Vec<StartupEffect> {
        match self.verdict.clone() {
            Some(known @ (Verdict::Behind { .. } | Verdict::Contradicted { .. })) => {
                vec![StartupEffect::OverrideRefused(known)]
            }
            _ => {
                let Verdict::Waiting { missing, .. } = self.waiting() else { return Vec::new() };
                let mut out = vec![StartupEffect::Record { at: now, decision, missing }];
                self.set_verdict(Verdict::ReadyToSeal, &mut out);
                out
            }
        }
    }
}
