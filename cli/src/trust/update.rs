//! `trust update`: everything that an offline verification needs, fetched, checked and kept.
//!
//! Nothing goes backwards: a roster follows the pinned one by its governors' signatures, a head extends
//! the one held, a status file is not older. What contradicts what is held is evidence, and is kept.

use super::UpdateArgs;
use super::heads::{Relation, SeenHead, compare};
use super::proofs;
use super::report::{LogRow, Report};
use super::store::{Lock, TrustStore};
use crate::clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;
use crate::remote::{Remote, runtime};
use attestat_credential::sd_jwt::CLOCK_LEEWAY_SECONDS;
use attestat_ledger::checkpoint::CheckpointNote;
use attestat_ledger::evidence::StatusFile;
use attestat_ledger::fork::ForkEvidence;
use attestat_ledger::name::Origin;
use attestat_ledger::note::Note;
use attestat_ledger::roster::{PinnedRoster, Roster};
use attestat_wire::connect::timely;
use attestat_wire::v1;
use std::collections::{BTreeMap, BTreeSet};

/// Updates the folder of trust from the named nodes.
pub(super) fn run(args: &UpdateArgs, store: &TrustStore, out: &Output) -> Result<Exit, Failure> {
    let pinned = store.require_roster()?;
    let lock = store.lock()?;
    runtime()?.block_on(async {
        let mut update = Update { store, lock, nodes: Vec::new(), report: Report::default() };
        update.connect(&args.from, pinned.roster()).await?;
        let pinned = update.rosters(pinned).await?;
        let origins: Vec<Origin> = pinned
            .roster()
            .registries
            .iter()
            .flat_map(|registry| &registry.logs)
            .map(|log| log.origin.clone())
            .collect();
        let bar = out.progress(origins.len() as u64, "logs");
        for origin in origins {
            update.log(&origin, &pinned).await?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        if !args.files.is_empty() {
            let proofs = proofs::fetch(store, &update.lock, &update.nodes, &args.files, out).await?;
            proofs.forks.iter().try_for_each(|fork| update.put_fork(fork))?;
            update.report.proofs = Some(proofs);
        }
        Ok(update.report.give(pinned.roster(), store, out))
    })
}

/// One update under way.
struct Update<'a> {
    store: &'a TrustStore,
    lock: Lock,
    nodes: Vec<Remote>,
    report: Report,
}

impl Update<'_> {
    /// Connects to every node that answers, by the key that the roster in force names; at least one must.
    async fn connect(&mut self, addresses: &[String], roster: &Roster) -> Result<(), Failure> {
        let mut last = None;
        for address in addresses {
            match Remote::connect_listed(address, roster).await {
                Ok(node) => self.nodes.push(node),
                Err(failure) if failure.exit == Exit::Unreachable => {
                    self.report.warnings.push(failure.what.clone());
                    last = Some(failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        match last {
            Some(failure) if self.nodes.is_empty() => Err(failure),
            _ => Ok(()),
        }
    }

    /// Follows the chain of rosters as far as the nodes' versions lead.
    async fn rosters(&mut self, mut pinned: PinnedRoster) -> Result<PinnedRoster, Failure> {
        let mut offered: BTreeMap<u64, (Roster, Vec<u8>)> = BTreeMap::new();
        for node in &self.nodes {
            let mut log = node.log();
            match node.answer(log.get_roster(timely(v1::GetRosterRequest {}))).await {
                Ok(answer) => {
                    let roster = Note::parse(&answer.note).ok().and_then(|note| Roster::parse(note.text()).ok());
                    let newer = roster.filter(|roster| roster.version > pinned.roster().version);
                    offered.extend(newer.map(|roster| (roster.version, (roster, answer.note))));
                }
                Err(failure) => self.report.warnings.push(failure.what),
            }
        }
        for (version, (roster, note)) in offered {
            match pinned.succeed(&note) {
                Ok(next) => {
                    self.store.put_roster(&self.lock, &roster.hash(), &note)?;
                    pinned = next;
                }
                Err(error) => {
                    self.report.incomplete = true;
                    self.report.warnings.push(format!(
                        "A node works by roster version {version}, which is not taken over: {error}. If the consortium published it, pin it by its hash with `attestat trust pin --replace`."
                    ));
                }
            }
        }
        Ok(pinned)
    }

    /// Brings one log's head and status file up to date.
    async fn log(&mut self, origin: &Origin, pinned: &PinnedRoster) -> Result<(), Failure> {
        let mut seen: Vec<SeenHead> = Vec::new();
        let mut files: Vec<StatusFile> = Vec::new();
        let mut row = LogRow::default();
        for at in 0..self.nodes.len() {
            self.ask(at, origin, pinned, &mut seen, &mut files).await?;
        }
        row.answered = !seen.is_empty();
        let held = self.store.head(origin)?;
        if let Some(held) = held {
            match SeenHead::check(held, pinned, None) {
                Ok(held) => seen.push(held),
                Err(why) => {
                    self.report.warnings.push(format!("{origin}: the head held here does not hold any more: {why}."))
                }
            }
        }
        // Of two equal heads the one that a node showed stands last: a node can be asked for proofs.
        seen.sort_by_key(|head| (head.size(), head.node.is_some()));
        self.check_consistency(origin, pinned, &seen).await?;
        if !self.is_forked(origin) {
            self.keep_head(&seen, &mut row)?;
        }
        self.keep_status(origin, pinned, files, &mut row)?;
        self.report.logs.push((origin.clone(), row));
        Ok(())
    }

    /// What one node shows of a log: its published head, its newest, its status file.
    async fn ask(
        &mut self,
        at: usize,
        origin: &Origin,
        pinned: &PinnedRoster,
        seen: &mut Vec<SeenHead>,
        files: &mut Vec<StatusFile>,
    ) -> Result<(), Failure> {
        let Some(node) = self.nodes.get(at).cloned() else { return Ok(()) };
        for which in [v1::get_checkpoint_request::Which::Published, v1::get_checkpoint_request::Which::Newest] {
            let request = v1::GetCheckpointRequest { origin: origin.to_string(), which: which.into() };
            let Ok(answer) = node.answer(node.log().get_checkpoint(timely(request))).await else { continue };
            self.take_fork(origin, &answer.fork, pinned)?;
            if !answer.note.is_empty() {
                self.take_head(&node, CheckpointNote::parse(answer.note.as_bytes()), origin, pinned, at, seen);
            }
        }
        let request = v1::GetStatusEvidenceRequest { origin: origin.to_string(), slot: None };
        let Ok(answer) = node.answer(node.log().get_status_evidence(timely(request))).await else { return Ok(()) };
        self.take_fork(origin, &answer.fork, pinned)?;
        if answer.evidence.is_empty() {
            return Ok(());
        }
        match StatusFile::parse(&answer.evidence) {
            Ok(file) => {
                let anchor = file.anchor().checkpoint().clone();
                let before = seen.len();
                self.take_head(&node, Ok(anchor), origin, pinned, at, seen);
                // A status file counts if the head that it rests on does.
                if seen.len() > before {
                    files.push(file);
                }
            }
            Err(error) => self.warn(&node, origin, error),
        }
        Ok(())
    }

    fn take_head(
        &mut self,
        node: &Remote,
        note: Result<CheckpointNote, attestat_ledger::checkpoint::CheckpointError>,
        origin: &Origin,
        pinned: &PinnedRoster,
        at: usize,
        seen: &mut Vec<SeenHead>,
    ) {
        match note {
            Ok(note) if note.checkpoint().origin != *origin => {
                self.warn(node, origin, "it gave the head of another log")
            }
            Ok(note) => match SeenHead::check(note, pinned, Some(at)) {
                Ok(head) => seen.push(head),
                Err(why) => self.warn(node, origin, why),
            },
            Err(error) => self.warn(node, origin, error),
        }
    }

    fn warn(&mut self, node: &Remote, origin: &Origin, why: impl core::fmt::Display) {
        self.report.warnings.push(format!("{} on {origin}: {why}.", node.address()));
    }

    /// A node's evidence of a fork counts if it convinces us.
    fn take_fork(&mut self, origin: &Origin, text: &str, pinned: &PinnedRoster) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        match ForkEvidence::parse(text) {
            Ok(fork) if fork.origin() == origin && fork.verify(pinned.roster()).is_ok() => self.put_fork(&fork),
            _ => {
                self.report
                    .warnings
                    .push(format!("{origin}: a node says that this log forked, and its evidence does not show it."));
                Ok(())
            }
        }
    }

    fn put_fork(&mut self, fork: &ForkEvidence) -> Result<(), Failure> {
        let path = self.store.put_fork(&self.lock, fork)?;
        let known = (fork.origin().clone(), path.display().to_string());
        if !self.report.forks.contains(&known) {
            self.report.forks.push(known);
        }
        Ok(())
    }

    fn is_forked(&self, origin: &Origin) -> bool {
        self.report.forks.iter().any(|(forked, _)| forked == origin)
    }

    /// Every head seen must lie below the largest one.
    async fn check_consistency(
        &mut self,
        origin: &Origin,
        pinned: &PinnedRoster,
        seen: &[SeenHead],
    ) -> Result<(), Failure> {
        let Some((largest, others)) = seen.split_last() else { return Ok(()) };
        let mut compared = BTreeSet::new();
        for head in others {
            if !compared.insert((head.size(), head.note.checkpoint().root)) {
                continue;
            }
            match compare(head, largest, &self.nodes, pinned).await {
                Relation::Consistent => {}
                Relation::Forked(fork) => self.put_fork(&fork)?,
                Relation::Unknown(why) => {
                    self.report.incomplete = true;
                    self.report.warnings.push(format!("{origin}: two heads could not be compared: {why}."));
                }
            }
        }
        Ok(())
    }

    /// Keeps the largest head with a quorum; of two as large, the one that was confirmed last.
    fn keep_head(&self, seen: &[SeenHead], row: &mut LogRow) -> Result<(), Failure> {
        let confirmed = seen.iter().filter(|head| head.quorum.reached);
        let Some(best) = confirmed.max_by_key(|head| (head.size(), believed(head.quorum.time))) else { return Ok(()) };
        if best.node.is_some() {
            self.store.put_head(&self.lock, &best.note)?;
        }
        row.size = Some(best.size());
        row.time = best.quorum.time;
        row.cosignatures = best.quorum.cosignatures.len();
        row.needed = best.quorum.needed;
        Ok(())
    }

    /// Keeps the newest status file whose head has a quorum, unless the one held is as new. Of a log that the
    /// roster cut, the one at the cut counts before all others, confirmed or not: its root is the governors'
    /// word, and documents of a log that goes on in a next generation need it. Of a log that forked nothing else
    /// is kept.
    fn keep_status(
        &self,
        origin: &Origin,
        pinned: &PinnedRoster,
        files: Vec<StatusFile>,
        row: &mut LogRow,
    ) -> Result<(), Failure> {
        let (cut, is_forked) = (pinned.roster().cut(origin), self.is_forked(origin));
        let order = |file: &StatusFile| {
            let head = SeenHead::check(file.anchor().checkpoint().clone(), pinned, None).ok()?;
            let shown = head.note.checkpoint();
            if cut.is_some_and(|cut| (cut.size, cut.root) == (shown.size, shown.root)) {
                return Some((u64::MAX, believed(head.quorum.time)));
            }
            (head.quorum.reached && !is_forked).then(|| (head.size(), believed(head.quorum.time)))
        };
        let held = self.store.status(origin)?;
        let newest = files.into_iter().filter(|file| order(file).is_some()).max_by_key(|file| order(file));
        let kept = match (newest, held) {
            (Some(new), Some(held)) if order(&new) <= order(&held) => Some(held),
            (Some(new), _) => {
                self.store.put_status(&self.lock, &new)?;
                Some(new)
            }
            (None, held) => held,
        };
        row.status = kept.as_ref().map(|file| (order(file).and_then(|(_, time)| time), file.listed()));
        Ok(())
    }
}

/// A quorum's time, unless it is from the future: then it makes nothing newer.
fn believed(time: Option<u64>) -> Option<u64> {
    time.filter(|time| *time <= clock::now().saturating_add(CLOCK_LEEWAY_SECONDS))
}
